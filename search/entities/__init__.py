"""Who and what is named?"""
