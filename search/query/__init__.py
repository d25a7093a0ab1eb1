"""What was asked, and what fits?"""
