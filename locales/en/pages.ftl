# Pages of text, such as privacy and imprint; their text is in content/pages.

pages-updated = Last changed
