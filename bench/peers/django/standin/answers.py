"""What is accepted."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Email = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Kind = Literal[
    "crm_erp_portal", "b2b_saas", "ecommerce_marketplace", "content_media", "realtime_collab", "consumer_app",
    "fintech_ledger", "iot_devices", "data_ml_platform", "internal_tool", "api_platform", "embedded_desktop", "other",
]  # fmt: skip


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Product(Strict):
    product: Kind
    stage: Text
    goals: Annotated[list[Text], Field(min_length=1, max_length=2)]
    legacy_stack: Annotated[list[Text], Field(max_length=12)] = []


class Contact(Strict):
    name: Text
    work_email: Email
    company: Text
    country: Text
    consent: Literal[True]
    message: Annotated[str, StringConstraints(max_length=2000)] = ""


class You(Strict):
    company_size: Text
    contact: Contact


class ProductStep(Strict):
    answers: Product


class YouStep(Strict):
    answers: You


STEPS = {"product": ProductStep, "you": YouStep}
