"""x"""
import re, unicodedata
def normalise(text):
    return re.sub(r"\s+"," ",unicodedata.normalize("NFKC",text))
