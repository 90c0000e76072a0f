"""What becomes true of a mail: noted in its row first, then on its order."""

from services.backends.conflict import Conflict
from services.domain import order as facts
from services.domain.mail import Mail, State, rise
from services.domain.order import Mailed, Order
from services.flow.change import change
from services.notifier.desk import Desk


def risen(mail: Mail, state: State, desk: Desk, *, message_id: str | None = None) -> Mail:
    """Store that the provider said `state` and return the row; late news changes nothing."""
    while True:
        higher = rise(mail, state, desk.clock(), message_id=message_id)
        if higher is mail:
            return mail
        try:
            return desk.mails.save(higher)
        except Conflict:
            mail = desk.mails.read(mail.id) or mail


def note(mail: Mail, desk: Desk) -> Order | None:
    """Have the order say what the row says; return it if that was news to it."""

    def noted(order: Order) -> Order | None:
        # Read anew with every try: what a slower writer knew must not replace what is known now.
        fact = mail_fact(desk.mails.read(mail.id) or mail)
        # An archived order that is due although its mail is out was redriven: that ends here.
        known = order.mailed == fact and not (order.archived and order.due_at)
        return None if known else facts.mail(order, fact, desk.clock())

    return change(desk.orders, mail.order_id, noted)


def mail_fact(mail: Mail) -> Mailed:
    """Return what an order says about its mail."""
    return Mailed(
        status=mail.state,
        to=mail.to,
        sent_at=mail.sent_at,
        message_id=mail.message_id,
        attempts=mail.attempts,
    )
