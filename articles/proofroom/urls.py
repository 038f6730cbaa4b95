"""Where proofs are: the desk's in the admin, those for people outside behind a token."""

from django.contrib import admin
from django.urls import path

from articles.proofroom import comparing, inside, outside

urlpatterns = [
    path(
        "admin/articles/article/<int:pk>/proof/",
        admin.site.admin_view(inside.proof),
        name="proof",
    ),
    path(
        "admin/articles/article/<int:pk>/compare/",
        admin.site.admin_view(comparing.comparison),
        name="compare_copies",
    ),
    path("proof/<str:token>/", outside.proof, name="proof_outside"),
]
