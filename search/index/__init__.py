"""What is searched?"""
