"""What is an article?"""
