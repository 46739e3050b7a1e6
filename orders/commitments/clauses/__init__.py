"""One module per clause of the charter; importing this package registers every rule.

B6 and whatever else needs a person's judgement (A3 truthful, B5 procedure, C2 best advice) is found by a complaint that
Rada upholds: see `upheld`.
"""

from orders.commitments.clauses import (  # noqa: F401
    a1_answer_offers,
    a2_keep_accepted,
    a3_tell_the_customer,
    a4_stamped_receipt,
    a5_answer_complaints,
    b1_as_published,
    b2_approved_parts,
    b3_warranty,
    b4_origin_of_parts,
    b5_procedure,
    c1_customer_care,
    c3_quality_complaints,
    upheld,
)
