"""What can be ordered."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class ServiceCategory(models.Model):
    """A trade, such as air conditioners."""

    slug = models.SlugField(max_length=40, unique=True, verbose_name=_("code"))
    name_vi = models.CharField(max_length=80, verbose_name=_("Vietnamese name"))
    name_en = models.CharField(max_length=80, verbose_name=_("English name"))
    position = models.PositiveSmallIntegerField(default=0, verbose_name=_("position"))

    class Meta:
        verbose_name = _("service category")
        verbose_name_plural = _("service categories")
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_vi


class Service(models.Model):
    """One piece of work a customer can ask for; its code is what terms, checklists and cases name."""

    code = models.CharField(max_length=40, unique=True, verbose_name=_("code"))
    category = models.ForeignKey(
        ServiceCategory,
        on_delete=models.PROTECT,
        related_name="services",
        null=True,
        blank=True,
        verbose_name=_("service category"),
    )
    name_vi = models.CharField(max_length=120, verbose_name=_("Vietnamese name"))
    name_en = models.CharField(max_length=120, verbose_name=_("English name"))
    is_active = models.BooleanField(default=True, verbose_name=_("active"))

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_vi
