"""Sales under Article 2 of the Uniform Commercial Code: damages in dollars, and the labels of formation and rejection.

    § 2-201           statute of frauds, and the ways round it
    § 2-207           additional terms in an acceptance
    §§ 2-508, 2-601, 2-612   cure, perfect tender, installment contracts
    §§ 2-706, 2-708, 2-709, 2-710   seller: resale, market price, lost profit, price, incidental damages
    §§ 2-711 to 2-715   buyer: cover, market price, accepted goods, incidental and consequential damages
    § 2-718(2)        restitution to a buyer in default: what was paid above the smaller of 20 percent and $500

Article 2 in its official text with comments (comments 4 and 5 to § 2-207 list clauses that do and do not alter materially).

Worked example: 100 units at $50, resold in good faith with notice at $42, $300 of storage, $100 of freight saved.

>>> seller_resale(100, 50, 42, incidental=300, saved=100)
1000
>>> buyer_cover(100, 50, 58, incidental=300, saved=100, paid=500)
1500
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.legal.casework import Pairs, posed, told, wrong_answers
from domains.legal.money import amount, dollars
from domains.legal.people import companies, people
from domains.wording import spin

Wrong = list[tuple[int, str]]


def seller_resale(quantity: int, price: int, resale: int, *, incidental: int = 0, saved: int = 0, paid: int = 0) -> int:
    """§ 2-706: contract price less resale price, plus incidental damages, less expenses saved; `paid` already received."""
    return quantity * (price - resale) + incidental - saved - paid


def buyer_cover(
    quantity: int, price: int, cover: int, *, incidental: int = 0, consequential: int = 0, saved: int = 0, paid: int = 0
) -> int:
    """§§ 2-711, 2-712, 2-715: price paid back, cover less contract price, plus losses, less expenses saved."""
    return quantity * (cover - price) + incidental + consequential - saved + paid


def restitution(price: int, paid: int, damages: int = 0) -> int:
    """§ 2-718(2), (3): what a buyer in default gets back of what it paid."""
    return max(0, paid - min(price // 5, 500) - damages)


@dataclass(frozen=True)
class Goods:
    """What is sold, in what unit, at what price in dollars, in what amounts."""

    name: str
    unit: str
    low: int
    high: int
    least: int
    most: int


GOODS = (
    Goods("steel beams", "ton", 700, 1_300, 10, 200),
    Goods("roasted coffee", "bag", 220, 420, 30, 500),
    Goods("cotton", "bale", 330, 520, 20, 300),
    Goods("lumber", "pallet", 380, 720, 20, 300),
    Goods("copper wire", "ton", 8_200, 10_500, 4, 40),
    Goods("laptops", "unit", 480, 1_400, 20, 400),
    Goods("water pumps", "unit", 260, 1_900, 10, 250),
    Goods("office chairs", "unit", 90, 320, 40, 600),
    Goods("apples", "crate", 24, 52, 100, 1_500),
    Goods("cement", "ton", 115, 175, 50, 900),
    Goods("olive oil", "barrel", 540, 980, 10, 150),
    Goods("bicycles", "unit", 180, 900, 20, 300),
    Goods("paper", "pallet", 640, 1_150, 15, 240),
    Goods("seed corn", "bag", 190, 330, 40, 800),
    Goods("roof tiles", "pallet", 420, 860, 15, 200),
)  # fmt: skip
TRADERS = ("Trading", "Wholesale", "Mercantile", "Distributors", "Import", "Merchants", "Commodities", "Brothers", "Sales")
CODE = "{Apply|Use} {UCC Article 2|Article 2 of the Uniform Commercial Code}{ in its official text|}"
ASIDES = (
    "{The parties had dealt with each other for years|It was their first deal|They had met at a trade fair}.",
    "{$s has its office in a former mill|$s was founded a generation ago|$s employs forty people}.",
    "{$b plans to open a second store|$b had changed its logo that spring|$b belongs to a larger group}.",
    "{The salesman has since retired|The order was placed by telephone and then e-mailed|The order was signed by both sides}.",
    "{Fuel prices rose that month|The weather was bad that season|A trade paper reported on the market}.",
    "{Each side blames the other|Letters were exchanged|A mediator was proposed}.",
)


class _Deal:
    """Seller, buyer, goods, price."""

    def __init__(self, rng: Random):
        self.rng = rng
        names = [f"{name.split()[0]} {rng.choice(TRADERS)}" for name in companies(rng, 2)]
        self.seller = f"{names[0]} {rng.choice(('Co.', 'Inc.', 'LLC'))}"
        self.buyer = f"{names[1]} {rng.choice(('Co.', 'Inc.', 'LLC'))}"
        self.goods = rng.choice(GOODS)
        step = 10 if self.goods.least >= 40 else 5 if self.goods.least >= 10 else 1
        self.quantity = max(step, rng.randint(self.goods.least, self.goods.most) // step * step)
        self.price = rng.randint(self.goods.low, self.goods.high)
        self.total = self.quantity * self.price

    def moved(self, low: float, high: float) -> int:
        """A price that lies that far from the contract price, as fractions of it."""
        return max(1, round(self.price * (1 + self.rng.uniform(low, high))))

    @property
    def units(self) -> str:
        return f"{self.quantity:,} {self.goods.unit}s"

    def each(self, price: int) -> str:
        return f"${price:,} a {self.goods.unit}"

    def agreed(self) -> str:
        return spin(
            self.rng,
            "{$s agreed in writing to sell $b $n of $g at $p|$b ordered $n of $g from $s at $p, and $s accepted|By a signed contract $b was to buy $n of $g from $s at $p|$s and $b have a written contract for $n of $g at $p|Under a written contract $s owed $b $n of $g at $p}".replace("$n of $g", "$goods"),
            s=self.seller, b=self.buyer, goods=f"{self.quantity:,} {self.goods.name}" if self.goods.unit == "unit" else f"{self.units} of {self.goods.name}", p="$" + f"{self.price:,} each" if self.goods.unit == "unit" else self.each(self.price),
        )  # fmt: skip

    def rate(self, price: int) -> str:
        return f"${price:,} each" if self.goods.unit == "unit" else self.each(price)

    def asides(self, count: int) -> list[str]:
        return [spin(self.rng, text, s=self.seller, b=self.buyer) for text in self.rng.sample(ASIDES, count)]

    def parameters(self, **more: object) -> dict[str, object]:
        return {"goods": self.goods.name, "quantity": self.quantity, "price": self.price, **more}


def _money(
    rng: Random, deal: _Deal, story: list[str], rules: list[str], ask: str, lines: Pairs, answer: int, wrong: Wrong,
    parameters: dict[str, object], operations: int, asides: int,
) -> Problem:  # fmt: skip
    form = spin(rng, "{|Answer in dollars|Give the amount in dollars|State one amount in dollars}{|, without interest|}").strip(", ")
    rules = [*rules, form[:1].upper() + form[1:]] if form and not form.startswith("without") else rules
    return Problem(
        question=posed(rng, story, rules, ask, extra := deal.asides(asides)),
        steps=told(rng, lines),
        answer=dollars(answer),
        answer_type="number",
        verifier="number",
        arguments={"absolute": 1},
        parameters=parameters,
        distractors=wrong_answers(dollars(answer), [(dollars(value), trap) for value, trap in wrong if value >= 0 and abs(value - answer) > 3]),
        operations=operations,
        irrelevant=len(extra),
    )


def _buyer_ask(rng: Random, deal: _Deal) -> str:
    return spin(rng, "{What are $b's damages|How much can $b recover from $s|What does $s owe $b|To what amount is $b entitled|What may $b claim from $s}?", b=deal.buyer, s=deal.seller)


def _seller_ask(rng: Random, deal: _Deal) -> str:
    return spin(rng, "{What are $s's damages|How much can $s recover from $b|What does $b owe $s in damages|To what damages is $s entitled|What may $s claim from $b}?", b=deal.buyer, s=deal.seller)


BUYER_BREACH = "{$b {repudiated|refused delivery without cause|wrongfully rejected the goods}|Without cause $b {canceled|refused the goods}|$b broke the contract by refusing the goods}"
SELLER_BREACH = "{$s {failed to deliver|repudiated|did not deliver anything}|No delivery came from $s, which {had no excuse|broke the contract}|Without excuse $s {refused to deliver|sold the goods to someone else}}"


def _direct(rng: Random, level: int) -> Problem:
    """Level 1: one formula, price difference times quantity. Level 2: incidental damages, expenses saved, price paid."""
    deal = _Deal(rng)
    kind = rng.choice(("cover", "resale"))
    incidental = 10 * rng.randint(8, 250) if level == 2 else 0
    saved = 10 * rng.randint(5, 180) if level == 2 else 0
    paid = 100 * rng.randint(2, max(3, deal.total // 500)) if level == 2 and rng.random() < 0.5 else 0
    if kind == "cover":
        other = deal.moved(0.06, 0.5)
        answer = buyer_cover(deal.quantity, deal.price, other, incidental=incidental, saved=saved, paid=paid)
        act = spin(rng, "{$b {bought|promptly bought} {the same quantity|substitute goods of the same kind and quantity} {elsewhere|from another seller} in good faith at $p|In good faith and without delay $b covered at $p}", b=deal.buyer, p=deal.rate(other))
        story = [deal.agreed(), spin(rng, SELLER_BREACH, s=deal.seller), act]
        cite = "§§ 2-711, 2-712 and 2-715" if level == 2 else "§ 2-712"
        rule = "cover price less contract price" + (", plus incidental damages, less expenses saved" if level == 2 else "") + (", and the price already paid comes back" if paid else "")
        extra = spin(rng, "{Finding a new seller cost $i in fees and inspection|Inspection and brokerage for the purchase came to $i|$b spent $i on arranging the substitute purchase}", b=deal.buyer, i=dollars(incidental)) if incidental else ""
        less = spin(rng, "{$b saved $e in freight that the first contract would have cost it|Freight of $e, which $b would have paid under the contract, was saved}", b=deal.buyer, e=dollars(saved)) if saved else ""
        pay = spin(rng, "{$b had paid $d in advance|An advance of $d had been paid by $b|$s keeps a deposit of $d from $b}", b=deal.buyer, s=deal.seller, d=dollars(paid)) if paid else ""
        ask = _buyer_ask(rng, deal)
        high, low, words = other, deal.price, "cover less contract"
    else:
        other = deal.moved(-0.45, -0.05)
        answer = seller_resale(deal.quantity, deal.price, other, incidental=incidental, saved=saved)
        paid = 0
        act = spin(rng, "{$s {resold|promptly resold} the goods in good faith, after notice to $b, at $p|After {giving notice|reasonable notice} $s resold all of them in a commercially reasonable private sale at $p}", s=deal.seller, b=deal.buyer, p=deal.rate(other))
        story = [deal.agreed(), spin(rng, BUYER_BREACH, b=deal.buyer), act]
        cite = "§§ 2-706 and 2-710" if level == 2 else "§ 2-706"
        rule = "contract price less resale price" + (", plus incidental damages, less expenses saved" if level == 2 else "")
        extra = spin(rng, "{Storage and a new broker cost $s $i|$s paid $i for storage until the resale|Caring for the goods until the resale cost $i}", s=deal.seller, i=dollars(incidental)) if incidental else ""
        less = spin(rng, "{$s saved $e in freight to $b|Freight to $b of $e, which the contract had put on $s, was saved}", s=deal.seller, b=deal.buyer, e=dollars(saved)) if saved else ""
        pay = ""
        ask = _seller_ask(rng, deal)
        high, low, words = deal.price, other, "contract less resale"
    story += [text for text in rng.sample([extra, less, pay], 3) if text]
    gap = (high - low) * deal.quantity
    rules = [spin(rng, CODE) + f", {cite}" + spin(rng, "{: $r|}", r=rule) if rng.random() < 0.6 else spin(rng, "{UCC $c $give $r|By UCC $c the measure is $r}", c=cite, r=rule, give="give" if "§§" in cite else "gives")]
    lines: list[tuple[str, str]] = [
        ("facts", f"{deal.quantity:,} at {dollars(deal.price)}, {'cover' if kind == 'cover' else 'resale'} at {dollars(other)}" + (f"; incidental {dollars(incidental)}, saved {dollars(saved)}" if level == 2 else "") + (f"; paid {dollars(paid)}" if paid else "")),
        ("rule", f"{cite}: {rule}"),
        ("count", f"{words} price: {amount(high)} − {amount(low)} = {amount(high - low)} a {deal.goods.unit}"),
        ("count", f"{amount(high - low)} × {deal.quantity:,} = {amount(gap)}"),
    ]
    if level == 2:
        terms = f"{amount(gap)} + {amount(incidental)} − {amount(saved)}" + (f" + {amount(paid)}" if paid else "")
        lines.append(("count", f"{terms} = {amount(answer)}"))
    lines.append(("check", f"at the contract price the goods come to {deal.quantity:,} × {amount(deal.price)} = {amount(deal.total)}, at the {'cover' if kind == 'cover' else 'resale'} price to {deal.quantity:,} × {amount(other)} = {amount(deal.quantity * other)}; the difference is {amount(abs(deal.total - deal.quantity * other))}"))
    wrong: Wrong = [
        (gap - incidental + saved, "exchanged incidental damages and savings"), (gap + incidental + saved + paid, "added what was saved"), (gap, "left out incidental damages and savings"),
        (gap + incidental - saved, "forgot the price paid") if paid else (gap + incidental, "forgot to take off what was saved"),
        (deal.quantity * other, "took the whole substitute price"), (deal.total, "took the whole contract price"), (high - low, "took the difference for one unit"), (gap * 2, "counted the difference twice"),
    ]
    return _money(rng, deal, story, rules, ask, lines, answer, wrong, deal.parameters(kind=kind, other=other, incidental=incidental, saved=saved, paid=paid), 2 + 2 * (level == 2), rng.randint(0, 1))


def _accepted(rng: Random, level: int) -> Problem:
    """Level 2: accepted goods with a defect, § 2-714(2), some of the price still owed."""
    deal = _Deal(rng)
    bad = deal.moved(-0.7, -0.15)
    warranted = deal.price if rng.random() < 0.4 else deal.moved(0.03, 0.25)
    incidental = 10 * rng.randint(5, 120)
    answer = deal.quantity * (warranted - bad) + incidental
    story = [
        deal.agreed(),
        spin(rng, "{The goods arrived, were accepted and paid for, and turned out to be defective|$b accepted and paid for the goods, then found a hidden defect and gave timely notice|After acceptance and payment a hidden defect showed, of which $b gave notice in time}", b=deal.buyer),
        spin(rng, "{As delivered they were worth $x; as warranted they would have been worth $w|They are worth $x as they are and would be worth $w if they conformed|At the time and place of acceptance goods as warranted were worth $w, these $x}", x=deal.rate(bad), w=deal.rate(warranted)),
        spin(rng, "{Inspection cost $i|$b paid $i for inspection and sorting|Sorting and inspection came to $i}", b=deal.buyer, i=dollars(incidental)),
    ]
    rules = [spin(rng, "{UCC § 2-714(2): the value that the goods would have had as warranted less their value as accepted, at the time and place of acceptance|By UCC § 2-714(2) the measure is value as warranted less value as accepted}") + spin(rng, "{; incidental damages come on top (§ 2-715(1))|. Add incidental damages under § 2-715(1)}")]
    gap = (warranted - bad) * deal.quantity
    lines = [
        ("facts", f"{deal.quantity:,}; as warranted {dollars(warranted)}, as accepted {dollars(bad)}; inspection {dollars(incidental)}; the price of {dollars(deal.price)} was paid"),
        ("rule", "value as warranted less value as accepted, plus incidental damages; the price does not come into it"),
        ("count", f"{amount(warranted)} − {amount(bad)} = {amount(warranted - bad)} a {deal.goods.unit}, and {amount(warranted - bad)} × {deal.quantity:,} = {amount(gap)}"),
        ("count", f"{amount(gap)} + {amount(incidental)} = {amount(answer)}"),
        ("check", f"{amount(bad)} × {deal.quantity:,} + {amount(gap)} = {amount(warranted * deal.quantity)}, the value that was promised"),
    ]
    wrong: Wrong = [((deal.price - bad) * deal.quantity + incidental, "used the price instead of the value as warranted"), (gap, "forgot the incidental damages"), (deal.total, "asked for the whole price back"), (deal.total - gap, "took what the goods are worth to the buyer"), (gap - incidental, "took the incidental damages off"), (bad * deal.quantity, "took the value of the defective goods")]
    return _money(rng, deal, story, rules, _buyer_ask(rng, deal), lines, answer, wrong, deal.parameters(kind="accepted", bad=bad, warranted=warranted, incidental=incidental), 3, rng.randint(0, 1))


def _market(rng: Random, level: int) -> Problem:
    """Level 3: the market formula, with several dates and an attempted cover or resale that does not count."""
    deal = _Deal(rng)
    buyer = rng.random() < 0.5
    prices = [deal.moved(0.03, 0.5) if buyer else deal.moved(-0.45, -0.03) for _ in range(3)]
    prices[0] = deal.moved(0.02, 0.12) if buyer else deal.moved(-0.12, -0.02)
    if len(set(prices)) < 3:
        prices = [prices[0], prices[0] + (7 if buyer else -7), prices[0] + (16 if buyer else -16)]
    first, second, third = prices
    side = 10 * rng.randint(8, 160)
    if buyer:
        answer = deal.quantity * (second - deal.price) + side
        story = [
            deal.agreed(),
            spin(rng, "{Delivery was due at a distant warehouse on June $d|The goods were due at an outlying depot on June $d}, and {nothing came|none arrived}; $b learned of it {only |}on June $l", b=deal.buyer, d=(due := rng.randint(1, 12)), l=due + rng.randint(4, 15)),
            spin(rng, "{$b bought nothing in place of the goods|$b did not cover|$b made no substitute purchase}", b=deal.buyer),
            spin(rng, "{At the place of tender the market price was $a when the contract was made, $c on the day on which delivery was due, and $b2 when $b learned of the breach|Market prices at the place for tender: $a at signing, $c on the date for delivery, $b2 on the day $b learned of the breach}", a=deal.rate(first), b2=deal.rate(second), c=deal.rate(third), b=deal.buyer),
            spin(rng, "{$b had $i of incidental expenses|Incidental expenses of $b are $i}", b=deal.buyer, i=dollars(side)),
        ]
        rule = "§ 2-713: market price when the buyer learned of the breach, at the place for tender, less contract price, plus incidental damages"
        rules = [spin(rng, CODE), spin(rng, "{A buyer that has not covered is left to § 2-713|Which section gives the measure for a buyer without cover is for you to say|The buyer's remedies are in §§ 2-711 to 2-715}")]
        mistake = f"taking the market price on the date for delivery, {dollars(third)}; § 2-713 looks to the time when the buyer learned of the breach"
        used, words, ask = second, f"{amount(second)} − {amount(deal.price)} = {amount(second - deal.price)}", _buyer_ask(rng, deal)
        wrong: Wrong = [(deal.quantity * (third - deal.price) + side, "took the market price on the date for delivery"), (deal.quantity * (first - deal.price) + side, "took the market price at signing"), (deal.quantity * (second - deal.price), "forgot the incidental damages"), (side, "held that without cover there are no price damages"), (deal.quantity * second, "took the whole market price")]
    else:
        resale = min(first, third) - max(2, deal.price // 25)
        resale = max(1, resale)
        answer = deal.quantity * (deal.price - second) + side
        story = [
            deal.agreed(),
            spin(rng, BUYER_BREACH, b=deal.buyer),
            spin(rng, "{$s resold the goods privately at $r without telling $b that it would|Without any notice to $b, $s sold the goods in a private sale at $r}", s=deal.seller, b=deal.buyer, r=deal.rate(resale)),
            spin(rng, "{At the place for tender the market price was $a at signing, $m at the time for tender, and $c on the day of the resale|Market prices at the place for tender: $a when the contract was made, $m at the time for tender, $c when the goods were resold}", a=deal.rate(first), m=deal.rate(second), c=deal.rate(third)),
            spin(rng, "{Storage cost $s $i|$s had $i of incidental expenses}", s=deal.seller, i=dollars(side)),
        ]
        rule = "a private resale needs reasonable notice to the buyer (§ 2-706(3)); without it the measure is § 2-708(1): contract price less market price at the time and place for tender, plus incidental damages"
        rules = [spin(rng, CODE), spin(rng, "{Mind the conditions of § 2-706 for a private resale|§ 2-706(3) asks for reasonable notification of a private resale|The seller's remedies are in §§ 2-703 to 2-710}")]
        mistake = f"using the resale price, {dollars(resale)}; a private resale without notice does not fix the damages"
        used, words, ask = second, f"{amount(deal.price)} − {amount(second)} = {amount(deal.price - second)}", _seller_ask(rng, deal)
        wrong = [(deal.quantity * (deal.price - resale) + side, "used a resale made without notice"), (deal.quantity * (deal.price - third) + side, "took the market price on the day of the resale"), (deal.quantity * (deal.price - first) + side, "took the market price at signing"), (deal.quantity * (deal.price - second), "forgot the incidental damages"), (side, "held that without notice there are no price damages")]
        third = resale
    gap = abs(deal.price - used) * deal.quantity
    lines = [
        ("facts", f"{deal.quantity:,} at {dollars(deal.price)}; the market price that counts is {dollars(used)}; incidental {dollars(side)}"),
        ("rule", rule),
        ("count", f"{words} a {deal.goods.unit}; × {deal.quantity:,} gives {amount(abs(deal.price - used))} × {deal.quantity:,} = {amount(gap)}"),
        ("count", f"{amount(gap)} + {amount(side)} = {amount(answer)}"),
        ("mistake", mistake),
        ("check", f"{amount(max(used, deal.price))} × {deal.quantity:,} − {amount(min(used, deal.price))} × {deal.quantity:,} = {amount(gap)}"),
    ]
    return _money(rng, deal, story, rules, ask, lines, answer, wrong, deal.parameters(kind="market", buyer=buyer, prices=prices, side=side), 4, rng.randint(0, 1))


def _mixed(rng: Random, level: int) -> Problem:
    """Level 4: part delivered or covered, the rest at market, a deposit, and a foreseeable or unforeseeable loss."""
    deal = _Deal(rng)
    done = max(1, round(deal.quantity * rng.uniform(0.2, 0.7)))
    rest = deal.quantity - done
    cover, market = deal.moved(0.05, 0.4), deal.moved(0.03, 0.5)
    if market == cover:
        market += 4
    paid = 100 * rng.randint(3, max(4, deal.total // 500))
    loss = 100 * rng.randint(6, max(9, deal.total // 900))
    foreseen = rng.random() < 0.5
    consequential = loss if foreseen else 0
    first, second = done * (cover - deal.price), rest * (market - deal.price)
    answer = first + second + paid + consequential
    story = [
        deal.agreed(),
        spin(rng, "{$b paid $d in advance|An advance of $d was paid|$s had received $d from $b}", b=deal.buyer, s=deal.seller, d=dollars(paid)),
        spin(rng, SELLER_BREACH, s=deal.seller).replace("did not deliver anything", "delivered nothing"),
        spin(rng, "{$b covered for $n of them in good faith at $p and left it at that|For $n of them $b found a substitute in good faith at $p; it did not replace the rest}", b=deal.buyer, n=f"{done:,}", p=deal.rate(cover)),
        spin(rng, "{When $b learned of the breach the market price at the place of tender was $m|The market price at the place for tender, when $b learned of the breach, was $m}", b=deal.buyer, m=deal.rate(market)),
        spin(rng, "{$b also lost a profit of $l on a resale contract that it had told $s about before signing; no substitute could have saved it|A resale contract, known to $s when the deal was made, failed for the want of the goods and cost $b $l in profit that could not be avoided}" if foreseen else "{$b also lost a bonus of $l from a customer, of which $s knew nothing and had no reason to know|A private bonus of $l that nobody could have foreseen was lost to $b as well}", b=deal.buyer, s=deal.seller, l=dollars(loss)),
    ]
    rules = [spin(rng, CODE) + ", §§ 2-711 to 2-715" + spin(rng, "{: cover for what was replaced, market price for the rest|. Where a buyer covers in part, the market measure applies to the remainder|}"), spin(rng, "{Consequential loss is recoverable only if the seller at the time of contracting had reason to know of it and it could not be prevented (§ 2-715(2)(a))|§ 2-715(2)(a) allows losses that the seller had reason to know of at the time of contracting and that could not be prevented}")]
    terms = f"{amount(first)} + {amount(second)} + {amount(paid)}" + (f" + {amount(loss)}" if foreseen else "")
    lines = [
        ("facts", f"{deal.quantity:,} at {dollars(deal.price)}; {done:,} covered at {dollars(cover)}; market {dollars(market)}; paid {dollars(paid)}; loss {dollars(loss)}"),
        ("rule", "cover measure for what was replaced (§ 2-712), market measure for the rest (§ 2-713), the price paid back (§ 2-711), and foreseeable consequential loss (§ 2-715)"),
        ("count", f"covered part: ({amount(cover)} − {amount(deal.price)}) × {done:,} = {amount(first)}"),
        ("count", f"the rest is {deal.quantity:,} − {done:,} = {rest:,}, at the market: ({amount(market)} − {amount(deal.price)}) × {rest:,} = {amount(second)}"),
        ("apply", f"the seller {'had reason to know of the loss, so it counts' if foreseen else 'had no reason to know of the lost bonus, so it does not count'}"),
        ("count", f"{terms} = {amount(answer)}"),
        ("mistake", "using the cover price for all of the goods; what was not replaced is measured by the market" if rng.random() < 0.5 else f"{'leaving out' if foreseen else 'adding'} the lost {'profit' if foreseen else 'bonus'}; the test is what the seller had reason to know when the contract was made"),
        ("check", f"without the {'loss and the ' if foreseen else ''}advance the price damages are {amount(first)} + {amount(second)} = {amount(first + second)}"),
    ]
    wrong: Wrong = [
        (deal.quantity * (cover - deal.price) + paid + consequential, "used the cover price for all of the goods"),
        (deal.quantity * (market - deal.price) + paid + consequential, "used the market price for all of the goods"),
        (first + paid + consequential, "gave nothing for what was not replaced"),
        (first + second + consequential, "forgot the price paid"),
        (first + second + paid + (0 if foreseen else loss), "left out a loss that the seller had reason to know of" if foreseen else "added a loss that nobody could foresee"),
        (first + second - paid + consequential, "took the advance off"),
    ]
    return _money(rng, deal, story, rules, _buyer_ask(rng, deal), lines, answer, wrong, deal.parameters(kind="mixed", done=done, cover=cover, market=market, paid=paid, loss=loss, foreseen=foreseen), 7, 1)


def _volume(rng: Random, level: int) -> Problem:
    """Level 5: a lost-volume seller, § 2-708(2), or a buyer in default asking for its money back, § 2-718."""
    deal = _Deal(rng)
    if rng.random() < 0.5:
        costs = deal.moved(-0.6, -0.2)
        overhead = max(1, round((deal.price - costs) * rng.uniform(0.1, 0.4)))
        incidental = 10 * rng.randint(5, 150)
        resale = deal.price if rng.random() < 0.6 else deal.moved(-0.15, -0.03)
        paid = 100 * rng.randint(0, 1) * rng.randint(2, max(3, deal.total // 900))
        answer = deal.quantity * (deal.price - costs) + incidental - paid
        story = [
            deal.agreed(),
            spin(rng, BUYER_BREACH, b=deal.buyer),
            spin(rng, "{$s, which can get as many of these goods as it can sell, sold the same goods to another customer at $r; that customer would have bought in any case|The goods went to another customer at $r, who would have bought from $s anyway; supply was not limited}", s=deal.seller, r=deal.rate(resale)),
            spin(rng, "{Its direct cost of performing was $c, and $o of fixed overhead is charged to each $unit|The goods cost $s $c directly, besides $o of fixed overhead that it books to every $unit}", s=deal.seller, c=deal.rate(costs), o=dollars(overhead), unit=deal.goods.unit),
            spin(rng, "{Incidental expenses were $i|$s spent $i on incidental matters}", s=deal.seller, i=dollars(incidental)),
        ]
        if paid:
            story.append(spin(rng, "{$b had paid $d|$s keeps a deposit of $d}", b=deal.buyer, s=deal.seller, d=dollars(paid)))
        rules = [spin(rng, CODE), spin(rng, "{§ 2-708(2): where the ordinary measure would not put the seller where performance would have, it gets its profit, reasonable overhead included, plus incidental damages|If price less market or resale leaves the seller short, § 2-708(2) gives profit (including reasonable overhead) and incidental damages}"), spin(rng, "{The proceeds of the second sale are not credited to a lost-volume seller|A lost-volume seller gives no credit for the second sale}") + (spin(rng, "{; what was paid is credited|, but what the buyer has paid is credited}") if paid else "")]
        profit = deal.price - costs
        lines = [
            ("facts", f"{deal.quantity:,} at {dollars(deal.price)}, direct cost {dollars(costs)}, overhead {dollars(overhead)}, incidental {dollars(incidental)}" + (f", paid {dollars(paid)}" if paid else "")),
            ("rule", "the second buyer would have bought anyway, so a sale was lost: profit including overhead, plus incidental damages (§ 2-708(2))"),
            ("count", f"profit with overhead: {amount(deal.price)} − {amount(costs)} = {amount(profit)} each; × {deal.quantity:,}: {amount(profit)} × {deal.quantity:,} = {amount(profit * deal.quantity)}"),
            ("count", f"{amount(profit * deal.quantity)} + {amount(incidental)}" + (f" − {amount(paid)}" if paid else "") + f" = {amount(answer)}"),
            ("mistake", f"measuring by the resale at {dollars(resale)}, which would leave {dollars(deal.quantity * (deal.price - resale) + incidental - paid) if deal.quantity * (deal.price - resale) + incidental >= paid else 'nothing'}; two sales would have been made but for the breach"),
            ("check", f"with the overhead taken off, profit would be {amount(profit)} − {amount(overhead)} = {amount(profit - overhead)} each, but overhead goes on whether or not the goods are sold"),
        ]
        wrong: Wrong = [
            (deal.quantity * (deal.price - resale) + incidental - paid, "measured by the resale"),
            (deal.quantity * (profit - overhead) + incidental - paid, "took fixed overhead off the profit"),
            (deal.total + incidental - paid, "claimed the price"),
            (deal.quantity * profit + (incidental if paid else 0), "left out incidental damages or the deposit"),
            (deal.quantity * profit - incidental - paid, "took incidental damages off"),
            (deal.quantity * costs, "took the cost"),
        ]
        return _money(rng, deal, story, rules, _seller_ask(rng, deal), lines, answer, wrong, deal.parameters(kind="volume", costs=costs, incidental=incidental, paid=paid), 6, rng.randint(0, 1))
    small = rng.random() < 0.4
    person = people(rng, 1)[0]
    if small:
        deal.quantity = rng.randint(1, 4)
        deal.price = rng.randint(90, 600)
        deal.total = deal.quantity * deal.price
    price = deal.total
    paid = max(60, round(price * rng.uniform(0.25, 0.7)))
    damages = 5 * rng.randint(0, 1) * rng.randint(4, max(5, paid // 14))
    kept = min(price // 5, 500)
    if price % 5:
        price -= price % 5
        kept = min(price // 5, 500)
    answer = restitution(price, paid, damages)
    goods = rng.choice(("a dining table", "a used tractor attachment", "a garden shed kit", "an espresso machine", "a set of tires", "a loom", "a kiln")) if small else f"a consignment of {deal.goods.name}"
    story = [
        spin(rng, "{$b agreed in writing to buy $g from $s for $p|$s sold $b $g for $p under a signed contract}", b=person.name, s=deal.seller, g=goods, p=dollars(price)),
        spin(rng, "{$b paid $d down|A down payment of $d was made|$d was paid at signing}", b=person.name, d=dollars(paid)),
        spin(rng, "{Then $b refused the goods without cause, and $s {justifiably withheld delivery|rightly kept them}|$b broke the contract, and $s justifiably withheld the goods}", b=person.name, s=deal.seller),
        spin(rng, "{There is no clause on liquidated damages|The contract says nothing on liquidated damages}"),
        spin(rng, "{$s can prove damages of $x|Damages of $x under Article 2 are proved by $s}", s=deal.seller, x=dollars(damages)) if damages else spin(rng, "{$s resold the goods at once for the same price and has no damages|$s has suffered no damage}", s=deal.seller),
    ]
    rules = [spin(rng, "{UCC § 2-718(2)(b): the buyer gets back what it paid above 20 percent of the value of its total performance or $L, whichever is smaller|By UCC § 2-718(2)(b) the seller may keep the smaller of 20 percent of the buyer's total performance and $L, and the rest goes back}", L="$500"), spin(rng, "{Under (3) the seller may set off damages that it proves|§ 2-718(3) lets the seller set off proved damages besides}")]
    lines = [
        ("facts", f"price {dollars(price)}, paid {dollars(paid)}, proved damages {dollars(damages)}"),
        ("rule", "the buyer in default recovers its payment less the smaller of 20 percent of the price and $500, less the seller's proved damages"),
        ("count", f"20 percent: {amount(price)} × 20 / 100 = {amount(price // 5)}, so the smaller is {dollars(kept)}"),
        ("count", f"{amount(paid)} − {amount(kept)}" + (f" − {amount(damages)}" if damages else "") + f" = {amount(paid - kept - damages)}" + ("" if paid - kept - damages >= 0 else ", so nothing goes back")),
        ("mistake", "taking the larger of the two sums, or letting a seller keep the whole down payment because the buyer is in breach"),
        ("check", f"the seller keeps {dollars(kept)} and {dollars(damages)} of {dollars(paid)}"),
    ]
    wrong = [
        (max(0, paid - max(price // 5, 500) - damages), "took the larger of 20 percent and $500"),
        (0, "let the seller keep the whole payment"),
        (paid, "gave everything back"),
        (max(0, paid - damages), "took off the damages only"),
        (max(0, paid - kept), "forgot the proved damages") if damages else (max(0, paid - paid // 5), "took 20 percent of the payment"),
        (max(0, paid - paid // 5 - damages), "took 20 percent of what was paid"),
    ]
    ask = spin(rng, "{How much does $b get back|What must $s return to $b|What part of the payment can $b recover}?", b=person.name, s=deal.seller)
    return _money(rng, deal, story, rules, ask, lines, answer, wrong, {"kind": "restitution", "price": price, "paid": paid, "damages": damages}, 4, 0)


FRAUDS = (
    "enforceable: signed writing", "enforceable: merchant's confirmation", "enforceable: special manufacture",
    "enforceable: admission", "enforceable: payment or acceptance", "enforceable: below $500", "not enforceable",
)  # fmt: skip


def _labelled(
    rng: Random, deal: _Deal, story: list[str], rules: list[str], ask: str, lines: Pairs, answer: str, labels: tuple[str, ...],
    wrong: list[tuple[str, str]], parameters: dict[str, object], asides: int,
) -> Problem:  # fmt: skip
    return Problem(
        question=posed(rng, story, [*rules, spin(rng, "{Answer with one of|Choose one of|Give one of these answers}: ") + "; ".join(labels)], ask, extra := deal.asides(asides)),
        steps=told(rng, [*lines, ("so", f"the answer is {answer}")]),
        answer=answer,
        answer_type="label",
        verifier="label",
        arguments={"labels": list(labels)},
        parameters=parameters,
        distractors=wrong_answers(answer, [*wrong, *((label, "overlooked the fact that decides") for label in labels)]),
        operations=4,
        irrelevant=len(extra),
    )


def _frauds(rng: Random, level: int) -> Problem:
    """Level 3: an oral contract and the statute of frauds."""
    deal = _Deal(rng)
    answer = rng.choice(FRAUDS)
    if answer == FRAUDS[5]:
        deal.goods = Goods("office chairs", "unit", 60, 160, 1, 3)
        deal.price = rng.randint(60, 160)
        deal.quantity = rng.randint(1, 3)
        deal.total = deal.price * deal.quantity
    goods = f"{deal.quantity:,} {deal.goods.name}" if deal.goods.unit == "unit" else f"{deal.units} of {deal.goods.name}"
    if deal.quantity == 1:
        goods = "an office chair"
    s, b = deal.seller, deal.buyer
    defendant, plaintiff = (b, s) if rng.random() < 0.5 else (s, b)
    if answer == FRAUDS[2]:
        defendant, plaintiff = b, s
    days = rng.randint(2, 9)
    detail: dict[str, str] = {
        FRAUDS[0]: spin(rng, "{$d then sent an e-mail with its name at the foot: “confirming our deal for $g”|A note that the head of $d signed the same day mentions the sale of $g|$d signed a memo of the sale that names $g but leaves the price out}", d=defendant, g=goods),
        FRAUDS[1]: spin(rng, "{$p sent $d a signed confirmation that names $g; $d, also a merchant in such goods, had reason to know its contents, received it within $n days and answered nothing for a month|Within $n days $d received from $p a signed confirmation of the sale of $g; both are merchants, $d knew what it said, and $d let more than ten days go by without objecting}", d=defendant, p=plaintiff, g=goods, n=days),
        FRAUDS[2]: spin(rng, "{The goods were to be made to a drawing of $b that fits nobody else, and $s had made a third of them before $b backed out|They were to carry the arms of $b and suit no other customer; before $b repudiated $s had made a substantial beginning}", s=s, b=b),
        FRAUDS[3]: spin(rng, "{In its deposition the president of $d said under oath: “yes, we agreed on $g”|$d's answer in court admits the oral agreement for $g}", d=defendant, g=goods),
        FRAUDS[4]: spin(rng, "{All of the goods were delivered and accepted, but $b has not paid|$b received all of the goods and accepted them, but does not pay}" if defendant == b else "{$b paid for all of the goods, and $s took the money but does not deliver|$s accepted payment for the whole quantity and then refused to deliver}", s=s, b=b),
        FRAUDS[5]: spin(rng, "{Nothing was put in writing by either side|There is no paper at all}"),
        FRAUDS[6]: rng.choice((
            spin(rng, "{Nothing was put in writing, and nothing was paid, delivered or admitted|There is no paper; nothing has been made, paid or delivered, and $d denies everything}", d=defendant),
            spin(rng, "{$p sent $d a signed confirmation; $d objected in writing $n days after it came|A signed confirmation from $p reached $d, which wrote back $n days later that there was no such deal}; nothing was paid or delivered", p=plaintiff, d=defendant, n=days),
            spin(rng, "{$p itself signed a memo of the deal and kept it in a drawer|The only writing is a note signed by $p, never sent to anyone}; nothing was paid, delivered or admitted", p=plaintiff),
            spin(rng, "{$d signed a note on the deal that does not mention any quantity|The only writing, signed by $d, leaves the quantity open}; nothing was paid, delivered or admitted", d=defendant),
        )),
    }  # fmt: skip
    story = [
        spin(rng, "{By telephone|Over lunch|At a trade fair|By word of mouth} $s agreed to sell $b $g for $x {altogether|in all}", s=s, b=b, g=goods, x=dollars(deal.total)),
        detail[answer],
        spin(rng, "{$p sues $d, which pleads the statute of frauds|Sued by $p, $d relies on the statute of frauds}", p=plaintiff, d=defendant),
    ]
    rules = [spin(rng, "{UCC § 2-201: a contract for goods at $L or more needs a writing signed by the party against whom enforcement is sought that shows a contract and states a quantity, with the exceptions of (2) and (3)|Apply UCC § 2-201 with its limit of $L, its rule for merchants in (2) and its exceptions in (3)}", L="$500")]
    why = {
        FRAUDS[0]: f"{defendant}, the party to be charged, signed a writing that shows a contract and states the quantity; a missing price does no harm",
        FRAUDS[1]: f"between merchants a signed confirmation binds the recipient who knows its contents and does not object in writing within 10 days of receipt (§ 2-201(2)); {defendant} kept silent",
        FRAUDS[2]: "specially manufactured goods, not suitable for sale to others, and a substantial beginning before notice of repudiation (§ 2-201(3)(a))",
        FRAUDS[3]: f"{defendant} admits the contract in pleading or testimony (§ 2-201(3)(b))",
        FRAUDS[4]: "goods that were received and accepted, or paid for and the payment accepted, need no writing (§ 2-201(3)(c))",
        FRAUDS[5]: f"the price is {dollars(deal.total)}, below $500, so § 2-201 does not apply",
        FRAUDS[6]: "no writing signed by the party to be charged with a quantity, no silence after a confirmation, no special manufacture, admission, payment or acceptance",
    }[answer]
    tempting = {
        FRAUDS[0]: "refusing the writing because a term such as the price is missing; only the quantity is essential",
        FRAUDS[1]: f"asking for {defendant}'s signature; between merchants silence after a confirmation is enough",
        FRAUDS[2]: "asking for a writing; the special goods already begun take its place",
        FRAUDS[3]: "letting a party admit the contract under oath and still plead the statute",
        FRAUDS[4]: "asking for a writing for goods that were accepted or paid for",
        FRAUDS[5]: "asking for a writing although the price is under the limit",
        FRAUDS[6]: "enforcing the contract because it was really made; without a sufficient writing or an exception it can't be enforced",
    }[answer]
    lines: list[tuple[str, str]] = [
        ("facts", f"oral contract, {dollars(deal.total)}, against {defendant}"),
        ("count", f"the price is {'at or above' if deal.total >= 500 else 'below'} the limit: {amount(deal.total)} − 500 = {amount(deal.total - 500)}".replace("= -", "= −")),
        ("rule", "at $500 or more § 2-201 asks for a signed writing with a quantity, unless (2) or (3) helps"),
        ("apply", why), ("mistake", tempting),
        ("check", "no other route of § 2-201 is open on these facts" if answer not in (FRAUDS[5],) else "the quantity and the way of payment do not matter below the limit"),
    ]
    return _labelled(rng, deal, story, rules, spin(rng, "{Is the contract enforceable, and why|Does the statute of frauds bar the claim|Can the contract be enforced, and on what ground}?"), lines, answer, FRAUDS, [(FRAUDS[6], "asked for a signed writing in every case"), (FRAUDS[0], "took any writing for enough")], deal.parameters(kind="frauds", answer=answer, defendant="seller" if defendant == s else "buyer", detail=FRAUDS.index(answer), days=days), rng.randint(0, 1))


FORMS = ("part of the contract", "out: material alteration", "out: objection", "out: offer limits acceptance", "out: proposal only", "no contract by the forms")
MATERIAL = ("a disclaimer of the warranties of merchantability and fitness", "a clause that lets the seller cancel if any invoice is paid late", "a clause that complaints must be made within two days, far less than is customary", "a duty of the buyer to take 98 percent of every lot although the trade allows much more leeway", "an exclusion of every remedy of the buyer")
HARMLESS = ("interest of one percent a month on overdue invoices", "an excuse for strikes, floods and other causes beyond the seller's control", "a reasonable time for complaints, within what is customary", "a clause that limits rejection for defects within customary trade tolerances", "a credit term of thirty days, as is usual in the trade")


def _forms(rng: Random, level: int) -> Problem:
    """Level 4: the battle of the forms; what becomes of one additional term."""
    deal = _Deal(rng)
    answer = rng.choice(FORMS)
    term = rng.choice(MATERIAL) if answer == FORMS[1] else rng.choice(HARMLESS)
    if answer in FORMS[2:4] or answer == FORMS[5]:
        term = rng.choice((*HARMLESS, *HARMLESS, rng.choice(MATERIAL) if answer == FORMS[5] else HARMLESS[0]))
    person = people(rng, 1)[0].name
    s, b = deal.seller, person if answer == FORMS[4] else deal.buyer
    days = rng.randint(2, 6)
    goods = f"{deal.quantity:,} {deal.goods.name}" if deal.goods.unit == "unit" else f"{deal.units} of {deal.goods.name}"
    if answer == FORMS[4]:
        deal.quantity = rng.randint(1, 6)
        deal.goods = rng.choice([g for g in GOODS if g.unit == "unit" or g.name in ("roof tiles", "lumber")])
        deal.price = rng.randint(deal.goods.low, deal.goods.high)
        deal.total = deal.quantity * deal.price
        goods = f"{deal.quantity} {deal.goods.name}" if deal.goods.unit == "unit" else f"{deal.quantity} pallet{'s' if deal.quantity > 1 else ''} of {deal.goods.name}"
        if deal.quantity == 1 and deal.goods.unit == "unit":
            goods = {"laptops": "a laptop", "water pumps": "a water pump", "office chairs": "an office chair", "bicycles": "a bicycle"}[deal.goods.name]
    story = [
        spin(rng, "{$b sent $s an order for $g at $p|An order for $g at $p went from $b to $s}" + (spin(rng, "{, to repair a cottage of its own|, for use at home}") if answer == FORMS[4] else ""), b=b, s=s, g=goods, p=deal.rate(deal.price)).replace("of its own", "of the family's"),
        spin(rng, "{$s answered with a form that accepted the order at once and added $t|The acknowledgment of $s accepted the order and contained, in addition, $t|$s wrote back: accepted, with one more clause on the back, $t}", s=s, t=term),
    ]
    if answer == FORMS[5]:
        story[1] = spin(rng, "{$s answered with a form that accepted “only on condition that the buyer assents to” a further term, $t|The acknowledgment of $s made acceptance expressly conditional on assent to a further term, $t}", s=s, t=term)
        story.append(spin(rng, "{$b never assented; nothing was shipped|$b did not reply, and nothing was delivered or paid}", b=b))
    if answer == FORMS[2]:
        story.append(spin(rng, "{$b objected to the clause $n days after it came|$n days later $b wrote that it would not have that clause}", b=b, n=days))
    elif answer == FORMS[3]:
        story.insert(1, spin(rng, "{The order said that it could be accepted on its own terms only|The order expressly limited acceptance to the terms of the order}"))
    elif answer != FORMS[5]:
        story.append(spin(rng, "{$b said nothing to it|Nothing more was written|$b did not react to the clause}", b=b))
    story.append(spin(rng, "{$b is no merchant; $s is one|$b is a private buyer, $s a dealer}" if answer == FORMS[4] else "{Both are merchants|Buyer and seller deal in goods of the kind, as merchants do|Both sides are merchants in such goods}", b=b, s=s))
    rules = [spin(rng, "{UCC § 2-207(1) and (2), with comments 4 and 5 on what alters a contract materially|Apply UCC § 2-207 and its comments 4 and 5|UCC § 2-207 governs{, comments 4 and 5 list what is material and what is not|}}"), spin(rng, "{Ask only about the added term|The question is what becomes of the added term}")]
    why = {
        FORMS[0]: "between merchants an additional term becomes part of the contract unless the offer limits acceptance, the term alters it materially, or there is an objection; none of these is so, and comment 5 lists such a clause as harmless",
        FORMS[1]: "such a clause alters the contract materially; comment 4 gives it as an example (§ 2-207(2)(b))",
        FORMS[2]: "the buyer objected within a reasonable time (§ 2-207(2)(c))",
        FORMS[3]: "the offer expressly limited acceptance to its own terms (§ 2-207(2)(a))",
        FORMS[4]: "not both are merchants, so the added term is only a proposal for addition to the contract, which was not accepted (§ 2-207(2), first sentence)",
        FORMS[5]: "an acceptance expressly conditional on assent to the new term is no acceptance (§ 2-207(1)); it is a counteroffer, and without assent or performance no contract arose",
    }[answer]
    tempting = {
        FORMS[0]: "holding with the old mirror-image rule that a different answer is no acceptance", FORMS[1]: "taking the term in because nobody objected; a material alteration needs assent",
        FORMS[2]: "looking only at whether the clause is material; a timely objection keeps out even a harmless one", FORMS[3]: "taking a harmless clause in although the offer had closed the door",
        FORMS[4]: "applying the rule for merchants to a private buyer", FORMS[5]: "treating a conditional acceptance as an acceptance with an additional term",
    }[answer]
    lines: list[tuple[str, str]] = [("facts", f"order for {goods}, {dollars(deal.total)} in all; added term: {term}"), ("count", f"the price: {deal.quantity:,} × {amount(deal.price)} = {amount(deal.total)}, on which the forms agree"), ("rule", "was there an acceptance (1), are both merchants, and does one of the three exceptions of (2) keep the term out"), ("apply", why), ("mistake", tempting), ("check", "the order in which to ask is: acceptance, merchants, limit in the offer, materiality, objection")]
    return _labelled(rng, deal, story, rules, spin(rng, "{What becomes of the added term|Is the added term part of the contract, and if not, why|What is the fate of the additional term}?"), lines, answer, FORMS, [(FORMS[5], "applied the mirror-image rule"), (FORMS[0], "took the term in for want of an objection"), (FORMS[1], "held every added term to be material")], deal.parameters(kind="forms", answer=answer, term=term, days=days), rng.randint(0, 1))


TENDER = ("may reject", "seller may cure", "must accept the installment", "may reject the installment", "may cancel the whole contract")


def _tender(rng: Random, level: int) -> Problem:
    """Levels 4 and 5: perfect tender, cure, and installment contracts."""
    deal = _Deal(rng)
    answer = rng.choice(TENDER)
    s, b = deal.seller, deal.buyer
    lots = rng.choice((3, 4, 5, 6, 8, 10, 12))
    lot = max(2, deal.quantity // lots)
    deal.quantity = lot * lots
    deal.total = deal.quantity * deal.price
    bad = max(1, round(lot * rng.uniform(0.02, 0.12)))
    many = max(bad + 1, round(lot * rng.uniform(0.5, 0.9)))
    left = rng.randint(4, 20)
    which = rng.randint(2, lots - 1)
    if answer in TENDER[:2]:
        short = max(1, round(deal.quantity * rng.uniform(0.01, 0.08)))
        story = [
            deal.agreed(),
            spin(rng, "{Everything was to be delivered at once|A single delivery was agreed|All of it was due in one delivery}"),
            spin(rng, "{$n of them were {defective|of the wrong grade}|$n did not conform}{, the rest was in order|}", n=f"{short:,}"),
            spin(rng, "{$s noticed at once and told $b that it would deliver conforming goods before the date for delivery, still $d days off|The date for delivery is $d days away; $s has notified $b that it will replace them by then}" if answer == TENDER[1] else "{The date for delivery has passed, and $s had no reason to think that the goods would be taken as they are|The last day for delivery was the day of the tender; $s had no ground to expect that such goods would be acceptable}", s=s, b=b, d=left),
        ]
        facts = f"single delivery of {deal.quantity:,}, {short:,} not conforming, so {deal.quantity:,} − {short:,} = {deal.quantity - short:,} conform"
        why = "the time for performance has not expired and the seller seasonably notified the buyer of its intention to cure (§ 2-508(1))" if answer == TENDER[1] else "in a single delivery goods that fail in any respect to conform may be rejected (§ 2-601); the time has expired, and there is no ground for more time under § 2-508(2)"
        tempting = "letting the buyer end the deal at once because the tender was imperfect; cure comes first while time is left" if answer == TENDER[1] else "asking whether the value is substantially impaired; that is the test for installments and for revocation, not for a single delivery"
        key: dict[str, object] = {"short": short, "left": left}
    else:
        count = bad if answer == TENDER[2] else many
        story = [
            deal.agreed(),
            spin(rng, "{They are to be delivered and separately accepted in $k monthly lots of $m|The contract calls for $k separate installments of $m each, to be separately accepted|Delivery is in $k lots of $m, one a month, each to be accepted by itself}", k=lots, m=f"{lot:,}"),
            spin(rng, "{In the $w lot $n {$were defective|did not conform}|Lot number $v held $n that did not conform}".replace("$were", "was" if count == 1 else "were"), w=_ordinal(which), v=which, n="one" if count == 1 else f"{count:,}"),
        ]
        if answer == TENDER[2]:
            story.append(rng.choice((
                spin(rng, "{The defect does not substantially impair the value of the lot|The value of the lot is hardly touched}, and {$s gives adequate assurance that it will make good|$s promises replacement at once, with adequate assurance}", s=s),
                spin(rng, "{$s {offers|promises} to replace them within two days and gives adequate assurance|With adequate assurance $s undertakes to replace them at once}, {so that the lot is worth what it should be|and that puts the lot right}", s=s),
            )))  # fmt: skip
        elif answer == TENDER[3]:
            story.append(spin(rng, "{That substantially impairs the value of the lot, and $s can't cure it; the other lots are not affected, and the contract as a whole keeps its worth|The lot is next to worthless to $b, cure is impossible, but the remaining lots and the contract as a whole keep their value}", s=s, b=b))
        else:
            story.append(spin(rng, "{$b needs all lots for one plant that can't be built without them: the defect substantially impairs the value of the whole contract, and $s can't cure it|Without this lot the others are useless to $b, so the whole contract is substantially impaired; $s can't cure}", s=s, b=b))
        facts = f"{lots} lots of {lot:,}, together {lots} × {lot:,} = {deal.quantity:,}; {count:,} of lot {which} {'does' if count == 1 else 'do'} not conform"
        why = {
            TENDER[2]: "an installment may be rejected only if the defect substantially impairs its value and can't be cured; here it does not, or adequate assurance of cure is given, so it must be accepted (§ 2-612(2))",
            TENDER[3]: "the value of that installment is substantially impaired and can't be cured, so it may be rejected (§ 2-612(2)); the whole contract keeps its value, so there is no breach of the whole (§ 2-612(3))",
            TENDER[4]: "the defect of one installment substantially impairs the value of the whole contract, which is a breach of the whole (§ 2-612(3))",
        }[answer]
        tempting = {TENDER[2]: "applying the perfect-tender rule of § 2-601 to an installment", TENDER[3]: "treating a bad installment as a breach of the whole contract", TENDER[4]: "stopping at the one installment although the whole contract has lost its value"}[answer]
        key = {"lots": lots, "bad": count, "which": which}
    rules = [spin(rng, "{UCC §§ 2-508, 2-601 and 2-612 decide|Apply UCC §§ 2-508, 2-601 and 2-612|The law is in UCC §§ 2-601 (perfect tender), 2-508 (cure) and 2-612 (installments)}"), spin(rng, "{$l means that the buyer may refuse, but the seller still has a right to cure|Choose $l where the seller has a right to cure}", l="“seller may cure”")]
    lines: list[tuple[str, str]] = [("facts", facts), ("rule", "first ask whether the contract calls for installments; a single delivery falls under § 2-601 and cure under § 2-508, installments under § 2-612"), ("apply", why), ("mistake", tempting), ("check", f"the price at stake is {deal.quantity:,} × {amount(deal.price)} = {amount(deal.total)}, but its size does not change the test")]
    return _labelled(rng, deal, story, rules, spin(rng, "{What is $b's position|What may or must $b do|How do matters stand for $b}?", b=b), lines, answer, TENDER, [(TENDER[0], "applied the perfect-tender rule to installments"), (TENDER[4], "took one bad lot for a breach of the whole"), (TENDER[2], "asked for substantial impairment in a single delivery")], deal.parameters(kind="tender", answer=answer, **key), 1)


def _ordinal(number: int) -> str:
    return {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth", 10: "tenth", 11: "eleventh"}[number]


KINDS = {1: (_direct,), 2: (_direct, _direct, _accepted), 3: (_market, _market, _frauds), 4: (_mixed, _mixed, _forms, _tender), 5: (_volume, _volume, _mixed, _tender)}


def problem(rng: Random, level: int) -> Problem:
    """One problem on the sale of goods."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="sale_of_goods",
    title="Sales under UCC Article 2",
    source="Uniform Commercial Code §§ 2-201, 2-207, 2-508, 2-601, 2-612, 2-706 to 2-718, official text and comments",
    problem=problem,
    rubric=(
        Criterion("Names the section that gives the measure or the test before applying it.", "essential"),
        Criterion("Uses the price at the time and place that the section names.", "essential"),
        Criterion("Adds incidental damages and takes off expenses saved.", "important"),
        Criterion("Separates single deliveries from installment contracts, and merchants from others.", "important"),
        Criterion("Allows consequential loss only where the seller had reason to know of it.", "important"),
        Criterion("Claims the whole price where only a difference is owed.", "pitfall", positive=False),
    ),
)
