"""Reading TOML files that anybody may have written: bounded in size and time, every problem with its line.

Content and store both read through here. Nothing here knows what the files mean.
"""
