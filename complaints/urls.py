"""The addresses of appeals, complaints and the score."""

from django.urls import path

from complaints.views import quality

app_name = "complaints"

urlpatterns = [
    path("quality/", quality.quality, name="quality"),
    path("quality/points/", quality.quality_points, name="quality_points"),
    path("quality/<str:clause>/", quality.quality_clause, name="quality_clause"),
]
