"""The pages, one module for each screen; every address restores the whole state."""

from fastapi import APIRouter

from api.web import assets
from api.web.pages import connections, data, entity, home, paths, search

router = APIRouter(include_in_schema=False)
for module in (home, search, entity, paths, connections, data, assets):
    router.include_router(module.router)
