"""The tasks of LegalBench: what each asks of its text, how its answers look, and its licence.

The rows hold a text and an answer; what is asked stands in prompts beside them, so the asks here are ours. Licences are
those of each task's own page (github.com/HazyResearch/legalbench, tasks/*/README.md): most are CC-BY-4.0; thirty tasks
are non-commercial, and `NON_COMMERCIAL` lists them with their makers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """A task.

    Attributes:
        ask: what is asked of the text, without the form of the answer.
        kind: ``yes_no``, ``label``, ``labels``, ``names`` (all of a list), ``text``, ``terms`` (any of a list),
            ``letter``, ``dollars`` or ``entailment``.
        labels: for ``label`` and ``labels`` all there are; for ``letter`` the options.
        text: columns that hold the text, in order; with more than one, each is headed by its name.
        question: column that holds an ask of the row's own.
    """

    ask: str
    kind: str = "yes_no"
    labels: tuple[str, ...] = ()
    text: tuple[str, ...] = ("text",)
    question: str = ""


_CUAD = {
    "affiliate_license-licensee": "grant a licence that extends to affiliates of the licensee",
    "affiliate_license-licensor": "grant a licence by affiliates of the licensor, or to what they own",
    "anti-assignment": "require consent or notice before the contract is assigned to someone else",
    "audit_rights": "let a party audit the other's books, records or premises for compliance",
    "cap_on_liability": "cap a party's liability for breach, in amount or in time",
    "change_of_control": "give a right to terminate, or require consent or notice, when control of a party changes",
    "competitive_restriction_exception": "make an exception to a non-compete, exclusivity or no-solicitation duty",
    "covenant_not_to_sue": "bar a party from contesting the other's intellectual property or from suing it on matters "
    "outside the contract",
    "effective_date": "say from which date the agreement has effect",
    "exclusivity": "bind a party to deal exclusively with the other",
    "expiration_date": "say when the initial term ends",
    "governing_law": "say which state's or country's law governs",
    "insurance": "require a party to keep insurance for the benefit of the other",
    "ip_ownership_assignment": "make what one party creates the intellectual property of the other",
    "irrevocable_or_perpetual_license": "grant a licence that is irrevocable or perpetual",
    "joint_ip_ownership": "provide that the parties own intellectual property jointly",
    "license_grant": "contain a licence from one party to the other",
    "liquidated_damages": "award liquidated damages for breach, or a fee on termination",
    "minimum_commitment": "set a minimum that a party has to buy",
    "most_favored_nation": "entitle the buyer to better terms that a third party is given",
    "no-solicit_of_customers": "bar a party from soliciting or contracting with the other's customers or partners",
    "no-solicit_of_employees": "bar a party from soliciting or hiring the other's employees or contractors",
    "non-compete": "restrict a party in competing, or in working in a region, business or technology",
    "non-disparagement": "forbid a party to disparage the other",
    "non-transferable_license": "limit the transfer of a licence to third parties",
    "notice_period_to_terminate_renewal": "set a notice period for stopping a renewal",
    "post-termination_services": "impose duties that begin or continue after the contract ends",
    "price_restrictions": "restrict how far a party may raise or lower prices",
    "renewal_term": "set a term of renewal",
    "revenue-profit_sharing": "require a party to share revenue or profit with the other",
    "rofr-rofo-rofn": "grant a right of first refusal, first offer or first negotiation",
    "source_code_escrow": "require source code to be placed in escrow",
    "termination_for_convenience": "let a party terminate without cause, by notice alone",
    "third_party_beneficiary": "give someone who is not a party a right to enforce it",
    "uncapped_liability": "leave a party's liability for breach, or for some kind of breach, without a cap",
    "unlimited-all-you-can-eat-license": "grant an enterprise-wide or otherwise unlimited licence",
    "volume_restriction": "raise fees or require consent when use goes beyond a threshold",
    "warranty_duration": "say how long a warranty lasts",
}
_CONTRACT_NLI = {
    "confidentiality_of_agreement": "the Receiving Party must not disclose that the agreement exists or was negotiated",
    "explicit_identification": "Confidential Information has to be expressly identified by the Disclosing Party",
    "inclusion_of_verbally_conveyed_information": "what is conveyed orally may be Confidential Information",
    "limited_use": "the Receiving Party may use Confidential Information for the agreement's purposes only",
    "no_licensing": "the agreement grants the Receiving Party no right to the Confidential Information",
    "notice_on_compelled_disclosure": "the Receiving Party must tell the Disclosing Party when law or process compels "
    "disclosure",
    "permissible_acquirement_of_similar_information": "similar information may be got from a third party",
    "permissible_copy": "the Receiving Party may copy some Confidential Information in some circumstances",
    "permissible_development_of_similar_information": "the Receiving Party may develop similar information on its own",
    "permissible_post-agreement_possession": "the Receiving Party may keep some of it after its return or destruction",
    "return_of_confidential_information": "some Confidential Information has to be returned or destroyed at the end",
    "sharing_with_employees": "the Receiving Party may share some Confidential Information with some of its employees",
    "sharing_with_third-parties": "the Receiving Party may share some Confidential Information with some third parties",
    "survival_of_obligations": "some duties outlast the agreement",
}
_LEARNED_HANDS = {
    "benefits": "public benefits and social services",
    "business": "running a business or a non-profit",
    "consumer": "money, debt, insurance, consumer goods or contracts",
    "courts": "the working of courts, lawyers and legal procedure",
    "crime": "crime, criminal process, or the rights of accused and prisoners",
    "divorce": "divorce, separation or the end of a marriage",
    "domestic_violence": "domestic violence and abuse",
    "education": "school and education",
    "employment": "work and employment",
    "estates": "wills, estates, guardianship or planning for the end of life",
    "family": "family law",
    "health": "health care, its access and its payment",
    "housing": "housing, landlords, tenants or neighbours",
    "immigration": "immigration or asylum",
    "torts": "injury to persons, property or reputation by another, short of crime",
    "traffic": "traffic, driving, parking or cars",
}
_OPP115 = {
    "data_retention": "how long information on users is kept",
    "data_security": "how information on users is protected",
    "do_not_track": "whether Do Not Track signals are honoured",
    "first_party_collection_use": "how and why the provider itself collects information on users",
    "international_and_specific_audiences": "what applies to a particular group, such as children or residents "
    "of a region",
    "policy_change": "whether and how users are told of changes to the policy",
    "third_party_sharing_collection": "how information on users is shared with, or collected by, third parties",
    "user_access,_edit_and_deletion": "whether and how users can see, correct or delete their information",
    "user_choice_control": "which choices and controls users have",
}
_DISCLOSED = {
    "accountability": "holds employees and contractors who fail its rules on slavery and trafficking to account",
    "audits": "audits suppliers on slavery and trafficking",
    "certification": "has suppliers certify that their materials comply with the laws on slavery and trafficking",
    "training": "trains those who manage the supply chain on slavery and trafficking",
    "verification": "verifies its supply chains to evaluate the risks of slavery and trafficking",
}
_BEST_PRACTICE = {
    "accountability": "keeps internal procedures of compliance or accountability on slavery and trafficking",
    "audits": "performs any kind of audit, or reserves the right to",
    "certification": "requires direct suppliers to certify that their materials comply with the laws on slavery and "
    "trafficking",
    "training": "trains employees, or otherwise builds their knowledge, on slavery and trafficking",
    "verification": "verifies or audits its supply chain, may do so, or assesses the risks of its suppliers",
}
_DIVERSITY = (
    "Under 28 U.S.C. § 1332(a), with complete diversity of citizenship and more than $75,000 in controversy (one "
    "plaintiff's claims against one defendant add up, others do not), is there diversity jurisdiction?"
)
_PURPOSES = ("Background", "Clarification", "Implications", "Support", "Criticism", "Communicate", "Humor")
_FUNCTIONS = ("Facts", "Procedural History", "Issue", "Rule", "Analysis", "Conclusion", "Decree")
_TERMS = (
    "Arbitration", "Unilateral change", "Content removal", "Jurisdiction", "Choice of law", "Limitation of liability",
    "Unilateral termination", "Contract by using", "Other",
)  # fmt: skip
_SUCCESSION = ("express agreement", "fraudulent conveyance", "de facto merger", "mere continuation")
_COVERED = ("Yes, it is covered.", "No, it is not covered.", "It is ambiguous.")

TASKS: Mapping[str, Task] = {
    "abercrombie": Task(
        "Where does the mark stand on the Abercrombie spectrum of distinctiveness?",
        "label",
        ("generic", "descriptive", "suggestive", "arbitrary", "fanciful"),
    ),
    "canada_tax_court_outcomes": Task(
        "What is the outcome of the appeal? A partial success counts as allowed; where the "
        "excerpt states no outcome, it is other.",
        "label",
        ("allowed", "dismissed", "other"),
    ),
    "citation_prediction_classification": Task(
        "Does the case that is named support the passage?", text=("text", "citation")
    ),
    "citation_prediction_open": Task(
        "Which case would the court cite for this passage? Answer with the name of the case.",
        "text",
        text=("text", "circuit"),
    ),
    "consumer_contracts_qa": Task("", text=("contract",), question="question"),
    "contract_qa": Task("", question="question"),
    "corporate_lobbying": Task(
        "Is the bill at least somewhat relevant to the company, in that enacting it could affect its results?",
        text=("bill_title", "bill_summary", "company_name", "company_description"),
    ),
    "definition_classification": Task("Does the sentence define a term?"),
    "definition_extraction": Task("Which term does the sentence define? Answer with the term alone.", "terms"),
    "function_of_decision_section": Task(
        "What does the paragraph do in the decision?", "label", _FUNCTIONS, text=("Paragraph",)
    ),
    "hearsay": Task(
        "Is the evidence hearsay: an out-of-court statement offered to prove the truth of what it asserts "
        "(exceptions and exclusions aside)?"
    ),
    "insurance_policy_interpretation": Task(
        "Is the claim covered under the policy?", "letter", _COVERED, text=("policy", "claim")
    ),
    "international_citizenship_questions": Task("", text=(), question="question"),
    "jcrew_blocker": Task(
        "Is the provision a J.Crew blocker: does it keep the borrower from moving material intellectual "
        "property to an unrestricted subsidiary?"
    ),
    "legal_reasoning_causality": Task("Does the court rest its finding on causation on statistical evidence?"),
    "nys_judicial_ethics": Task("", text=(), question="question"),
    "oral_argument_question_purpose": Task(
        "What is the main purpose of the justice's question?", "label", _PURPOSES, text=("question",)
    ),
    "overruling": Task("Does the sentence overrule an earlier decision?"),
    "personal_jurisdiction": Task(
        "Does the court have personal jurisdiction over the defendant, by domicile or by contacts "
        "with the forum out of which the claim arises?"
    ),
    "privacy_policy_entailment": Task(
        "Is the description of the clause correct?", "label", ("Correct", "Incorrect"), text=("text", "description")
    ),
    "privacy_policy_qa": Task(
        "Is the clause relevant to the user's question?", "label", ("Relevant", "Irrelevant"), text=("text", "question")
    ),
    "proa": Task("Does the provision give private persons a right of action?"),
    "rule_qa": Task("", "text", question="text"),
    "sara_entailment": Task("", "entailment"),
    "sara_numeric": Task("", "dollars"),
    "ssla_company_defendants": Task("Which companies are defendants? Name all of them.", "names"),
    "ssla_individual_defendants": Task("Which individuals are defendants? Name all of them.", "names"),
    "ssla_plaintiff": Task("Who are the plaintiffs? Name all of them, or answer Not named.", "names"),
    "successor_liability": Task(
        "On which grounds may the buyer of the assets be liable as successor?", "labels", _SUCCESSION
    ),
    "telemarketing_sales_rule": Task("Apply 16 C.F.R. § 310.3(a)(1) and (2)."),
    "textualism_tool_dictionaries": Task("Does the paragraph use the dictionary meaning of terms to read the statute?"),
    "textualism_tool_plain": Task("Does the paragraph use the plain or ordinary meaning of terms to read the statute?"),
    "ucc_v_common_law": Task(
        "Goods fall under Article 2 of the UCC, services and land under the common law.",
        "label",
        ("UCC", "Common Law"),
        text=("contract",),
    ),
    "unfair_tos": Task("Which kind of term that may be unfair is this, if any?", "label", _TERMS),
    **{f"diversity_{number}": Task(_DIVERSITY) for number in range(1, 7)},
    **{f"cuad_{name}": Task(f"Does the clause {what}?") for name, what in _CUAD.items()},
    **{f"contract_nli_{name}": Task(f"Does the clause provide that {what}?") for name, what in _CONTRACT_NLI.items()},
    **{
        f"learned_hands_{name}": Task(f"Does the post raise an issue of {what}?")
        for name, what in _LEARNED_HANDS.items()
    },
    **{f"opp115_{name}": Task(f"Does the clause of the privacy policy say {what}?") for name, what in _OPP115.items()},
    **{
        f"supply_chain_disclosure_disclosed_{name}": Task(f"Does the statement disclose how far the company {what}?")
        for name, what in _DISCLOSED.items()
    },
    **{
        f"supply_chain_disclosure_best_practice_{name}": Task(
            f"Does the statement disclose whether the company {what}?"
        )
        for name, what in _BEST_PRACTICE.items()
    },
}

#: the options of these tasks stand in their prompts only
WITHOUT_OPTIONS = "maud_"

#: task, or beginning of the names of its kind -> (licence, source); thirty tasks
NON_COMMERCIAL: Mapping[str, tuple[str, str]] = {
    "learned_hands_": ("CC-BY-NC-SA-4.0", "Learned Hands, Suffolk LIT Lab and Stanford Legal Design Lab"),
    "opp115_": ("CC-BY-NC-4.0", "OPP-115 Corpus, Usable Privacy Policy Project"),
    "canada_tax_court_outcomes": ("CC-BY-NC-4.0", "Sean Rehaag, from decisions of the Tax Court of Canada"),
    "consumer_contracts_qa": ("CC-BY-NC-4.0", "Noam Kolt, Predicting Consumer Contracts"),
    "privacy_policy_entailment": ("CC-BY-NC-3.0", "APP-350 Corpus, Usable Privacy Policy Project"),
    "textualism_tool_dictionaries": ("CC-BY-NC-4.0", "Austin Peters"),
    "textualism_tool_plain": ("CC-BY-NC-4.0", "Austin Peters"),
}
_LICENCES = {
    "definition_classification": "CC-BY-SA-4.0",
    "definition_extraction": "CC-BY-SA-4.0",
    "nys_judicial_ethics": "MIT",
    "privacy_policy_qa": "MIT",
    "sara_entailment": "MIT",
    "sara_numeric": "MIT",
}


def non_commercial(task: str) -> tuple[str, str] | None:
    """(licence, source) of a task that may not be used commercially."""
    return next((told for name, told in NON_COMMERCIAL.items() if task == name or (name.endswith("_") and
                 task.startswith(name))), None)  # fmt: skip


def licence_of(task: str) -> str:
    """SPDX identifier of a task's licence."""
    restricted = non_commercial(task)
    return restricted[0] if restricted else _LICENCES.get(task, "CC-BY-4.0")
