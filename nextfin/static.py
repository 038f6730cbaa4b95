"""Static files are named by their content, so that a browser may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Manifest(CompressedManifestStaticFilesStorage):
    """Names each file by its content hash, and rewrites imports between JavaScript modules too."""

    support_js_module_import_aggregation = True
