"""Turns a PDF into what a public validator of PDF/UA-1 says of it, as one line of JSON.

Run by the Python of the validators' environment: python pdf_validator.py FILE
"""

import json
import sys

import page

report = page.validate_pdf(sys.argv[1], profile="ua1")
issues = sorted({f"{failure.rule_id}: {failure.message}" for failure in report.failures})
print(json.dumps({"passed": report.is_compliant, "issues": issues}))
