"""One block model and its writers: HTML, PDF, DOCX, XLSX, CSV and GeoPackage.

A writer takes a document that says who may read it: `Restricted` (exact and marked) or `Public`
(through the disclosure gate, or open data left as it is). A bare document has no writer.
"""
