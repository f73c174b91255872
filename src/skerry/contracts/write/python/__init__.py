"""Types for Python from the model: a module for each service, with models that check what they are given.

They are pydantic's (v2) and not msgspec's: services are generated on FastAPI, which reads parameters and bodies into pydantic models,
writes its own OpenAPI from them and keeps bounds, alternatives and exact decimals, none of which msgspec's types say in full.
"""

from skerry.contracts.write.python.module import module, write
from skerry.contracts.write.writer import Writer, plain

__all__ = ["WRITER", "module", "write"]

WRITER = Writer("python", "Python: typed models for each service, on pydantic", plain(write))
