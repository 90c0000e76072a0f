"""Arabic: the terms of tax invoices in the Gulf and in Egypt.

A text takes its direction from its first letter, so every text that something is filled in begins
with an Arabic one. U+200E before what may begin with digits and go on in Latin letters keeps it
together.
"""

from collections.abc import Mapping

from services.document.labels.wording import Wording


def _counted(one: str, few: str, many: str | None = None) -> Mapping[str, str]:
    """Return the forms of a unit. The figure stands before it, so two has no dual."""
    counted = {"few": few, "many": many or one}
    return dict.fromkeys(("zero", "one", "two", "other"), one) | counted


ARABIC = Wording(
    invoice="فاتورة",
    tax_invoice="فاتورة ضريبية",
    credit_note="إشعار دائن",
    invoice_number="رقم الفاتورة",
    credit_note_number="رقم الإشعار الدائن",
    original_invoice="الفاتورة الأصلية",
    original_date="تاريخ الفاتورة الأصلية",
    credit_reason="سبب الإشعار",
    issued_on="تاريخ الإصدار",
    supplied_on="تاريخ التوريد",
    due_on="تاريخ الاستحقاق",
    order="رقم الطلب",
    purchase_order="رقم أمر الشراء",
    buyer_reference="مرجعكم",
    seller_vat_id="الرقم الضريبي للبائع",
    seller_tax_id="رقم التعريف الضريبي للبائع",
    buyer_vat_id="الرقم الضريبي للمشتري",
    buyer_tax_id="رقم التعريف الضريبي للمشتري",
    registration="السجل التجاري",
    deliver_to="عنوان التسليم",
    tax_names={
        "vat": "ضريبة القيمة المضافة",
        "swiss_vat": "ضريبة القيمة المضافة",
        "gst": "ضريبة السلع والخدمات",
        "consumption_tax": "ضريبة الاستهلاك",
        "tax": "الضريبة",
    },
    categories={
        "Z": "خاضع لنسبة الصفر",
        "E": "معفى من الضريبة",
        "AE": "الاحتساب العكسي",
        "K": "توريد داخل الاتحاد الأوروبي",
        "G": "تصدير",
        "O": "خارج نطاق الضريبة",
    },
    headline_due="المستحق {amount} في موعد أقصاه {date}",
    headline_paid="مدفوع {amount}",
    headline_credit="لصالحكم {amount}",
    headline_settled="لا يوجد مبلغ مستحق، {amount}",
    prices_net="الأسعار بعملة {currency} غير شاملة {tax}",
    prices_gross="الأسعار بعملة {currency} شاملة {tax}",
    position="م",
    item="البيان",
    quantity="الكمية",
    unit_price="سعر الوحدة",
    discount="الخصم",
    amount="المبلغ",
    item_number="رقم الصنف \u200e{sku}",
    discount_for="خصم: {reason}",
    carried_forward="منقول إلى ما بعده",
    brought_forward="منقول مما قبله",
    items_total="إجمالي البنود",
    discounts="الخصومات",
    charges="الرسوم الإضافية",
    total_net="الإجمالي غير شامل {tax}",
    total_gross="الإجمالي شامل {tax}",
    total="الإجمالي",
    included_net="المبلغ الصافي",
    included_tax="يشمل {tax}",
    already_paid="المدفوع سابقًا",
    amount_due="المبلغ المستحق",
    amount_paid="المبلغ المدفوع",
    amount_credited="مبلغ الإشعار الدائن",
    foreign_tax="قيمة {tax} بعملة {currency}",
    exchange_rate="سعر الصرف: 1 {currency} يعادل {rate} {other}",
    tax_summary="ملخص {tax}",
    tax_rate="النسبة",
    tax_base="المبلغ الخاضع للضريبة",
    paid="مدفوعة",
    payment="الدفع",
    pay_by="يرجى دفع {amount} في موعد أقصاه {date} مع ذكر مرجع الدفع.",
    pay_rest_by=(
        "استلمنا {paid} مع الشكر. يرجى دفع المبلغ المتبقي {amount} في موعد أقصاه {date} مع ذكر "
        "مرجع الدفع."
    ),
    collect_on="سنحصّل {amount} بالخصم المباشر بتاريخ {date}. لا يلزمكم القيام بأي إجراء.",
    collect_rest_on=(
        "استلمنا {paid} مع الشكر. سنحصّل المبلغ المتبقي {amount} بالخصم المباشر بتاريخ {date}."
    ),
    paid_in_full="سُدّدت هذه الفاتورة بالكامل. شكرًا لكم.",
    nothing_due="لا يوجد مبلغ مستحق للدفع.",
    credited="نقيّد {amount} لصالحكم.",
    credited_open=(
        "نقيّد {amount} لصالحكم. إذا لم تكن الفاتورة \u200e{number} قد سُددت بعد، فيُرجى خصم "
        "هذا المبلغ عند السداد."
    ),
    payment_method="طريقة الدفع",
    transaction="رقم العملية",
    account_holder="صاحب الحساب",
    payment_reference="مرجع الدفع",
    scan_to_pay="امسح الرمز للدفع عبر تطبيق البنك",
    methods={
        "card": "بطاقة",
        "bank_transfer": "تحويل بنكي",
        "direct_debit": "خصم مباشر",
        "wallet": "محفظة رقمية",
        "cash": "نقدًا",
        "other": "أخرى",
    },
    notes="ملاحظات",
    page="صفحة {page} من {pages}",
    test_mark="اختبار",
    test_notice="مستند تجريبي: ليس فاتورة، ولا يُعتد به لأغراض الضريبة، ولا يُدفع.",
    units={
        "C62": _counted("قطعة", "قطع"),
        "HUR": _counted("ساعة", "ساعات"),
        "DAY": _counted("يوم", "أيام", "يومًا"),
        "WEE": _counted("أسبوع", "أسابيع", "أسبوعًا"),
        "MON": _counted("شهر", "أشهر", "شهرًا"),
        "ANN": _counted("سنة", "سنوات"),
        "SET": _counted("طقم", "أطقم", "طقمًا"),
        "PR": _counted("زوج", "أزواج", "زوجًا"),
        "DZN": _counted("دزينة", "دزينات"),
        "XBX": _counted("صندوق", "صناديق", "صندوقًا"),
        "XPK": _counted("عبوة", "عبوات"),
        "XBO": _counted("زجاجة", "زجاجات"),
        "XRO": _counted("لفة", "لفات"),
        "XPX": _counted("طبلية", "طبليات"),
        "LS": "مبلغ مقطوع",
    },
)
