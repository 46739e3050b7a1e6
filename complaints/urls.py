"""The addresses of appeals, complaints and the score."""

from django.urls import path

from complaints.views import appeals, complaints, customer, quality

app_name = "complaints"

urlpatterns = [
    path("breaches/<int:pk>/appeal/", appeals.appeal, name="appeal"),
    path("appeals/photos/<int:pk>/", appeals.appeal_photo, name="appeal_photo"),
    path("complaints/", complaints.complaints_list, name="complaints"),
    path("complaints/<int:pk>/", complaints.complaint, name="complaint"),
    path("c/<slug:code>/complaints/new/", customer.complain, name="customer_complain"),
    path("c/<slug:code>/complaints/<int:pk>/", customer.complaint, name="customer_complaint"),
    path("quality/", quality.quality, name="quality"),
    path("quality/points/", quality.quality_points, name="quality_points"),
    path("quality/<str:clause>/", quality.quality_clause, name="quality_clause"),
]
