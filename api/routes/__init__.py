"""The routes under /api/v1, one module for each question."""

from fastapi import APIRouter, Depends

from api.parameters import accepted_language
from api.routes import connections, entities, operations, paths, search, views, vocabulary

router = APIRouter(prefix="/api/v1", dependencies=[Depends(accepted_language)])
for module in (search, entities, paths, connections, views, vocabulary, operations):
    router.include_router(module.router)
