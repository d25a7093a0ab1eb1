"""Where is the truth?"""
