
"""Products of organic syntheses, one to four steps, and the numbers of NMR signals that symmetry leaves.

In: a seeded generator and a level. Out: one problem whose answer is a SMILES or a whole number.

A step is a reaction SMARTS over the functional group that the step before has left; substituents are inert to every step. Products
are taken from RDKit and must be unique. Signals are classes of atoms under the symmetry of the constitution (RDKit's symmetry
ranks without breaking ties); where a molecule has one stereocentre and the question asks for it, the two protons of each CH₂ and the two
methyl groups of each isopropyl group count apart, for they are diastereotopic.

Sources: Clayden, Greeves & Warren, Organic Chemistry, 2nd ed. (2012), ch. 9-11, 15, 19, 23, 31 and 40; Kürti & Czakó, Strategic Applications of
Named Reactions (2005); diastereotopic groups: IUPAC Basic Terminology of Stereochemistry, Pure Appl Chem 1996;68:2193.

Worked example: benzoic acid with LiAlH₄, the alcohol with PCC; signals of 4-methylanisole.

>>> applied("LiAlH4 on an acid", "OC(=O)c1ccccc1"), applied("mild oxidation", "OCc1ccccc1")
('OCc1ccccc1', 'O=Cc1ccccc1')
>>> carbon_signals("COc1ccc(C)cc1"), proton_signals("COc1ccc(C)cc1"), proton_signals("CC(O)CC", split=True)
(6, 4, 6)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from random import Random
from typing import Any

from curate.domain import Criterion, Distractor, Family, Problem
from domains.chemistry.elements import WEIGHTS
from domains.chemistry.formulas import hill
from domains.chemistry.molecules import counts_of, small_molecule, toolkit
from domains.chemistry.posing import Exercise, fixed, integer_problem, posed, sunk, told
from domains.wording import spin

#: residues, written so that the next atom is bonded to their last one; none reacts under any of the steps
CHAINS = ("C", "CC", "CCC", "CC(C)", "CCCC", "CC(C)C", "CCCCC", "CC(C)CC", "COCCC", "CCCCCC", "CCC(C)C", "CCOCCC")
RINGS = ("C1CCCC1", "C1CCCCC1", "C1CCCCC1C", "C1CCCC1C", "c1ccccc1CC", "c1ccccc1CCC", "COc1ccc(cc1)CC", "Fc1ccc(cc1)CC", "Cc1ccc(cc1)CC")
#: ring substituents, as written before and after the ring atom that carries them
_BEFORE = ("C", "CC", "CO", "F", "Cl", "FC(F)(F)", "CC(C)", "CCO")
_AFTER = ("C", "CC", "OC", "F", "Cl", "C(F)(F)F", "C(C)C", "OCC")
ARYL = (
    "c1ccccc1", "c1ccc2ccccc2c1", *(f"{x}c1{ring}" for x in _BEFORE for ring in ("ccc(cc1)", "cccc(c1)", "ccccc1")),
    *(f"{x}c1ccc(cc1{y})" for x in _BEFORE for y in _AFTER), *(f"{x}c1cc({y})cc(c1)" for k, x in enumerate(_BEFORE) for y in _AFTER[k:]),
)  # fmt: skip
BENZYL = tuple(aryl + "C" for aryl in ARYL)
RESIDUES = (*CHAINS, *RINGS, *ARYL, *BENZYL)
GRIGNARD = ("C", "CC", "CCC", "CC(C)", "CCCC", "c1ccccc1", "Cc1ccc(cc1)", "COc1ccc(cc1)", "Fc1ccc(cc1)", "C1CCCCC1", "C1CCCC1", "CCCCC", "CC(C)C")

#: group that a starting material carries -> what follows its residue
GROUPS = {"acid": "C(=O)O", "alcohol": "CO", "aldehyde": "C=O", "ketone": "C(C)=O", "bromide": "CBr", "ester": "C(=O)OC", "alkene": "C=C", "nitrile": "CC#N", "amine": "CN"}


@dataclass(frozen=True)
class Step:
    """One step of a synthesis.

    Attributes:
        name: unique; also what a solution calls it.
        takes, gives: functional group before and after.
        smarts: reaction over the molecule; ``RESIDUE`` is replaced by the partner's residue.
        says: how a question tells the conditions, with alternatives; ``$partner`` is the partner's SMILES.
        why: what happens, in one clause.
        wrong: (SMARTS, trap) of tempting other products.
        mistake: the tempting mistake and why it is wrong.
        partner: residues of the second reactant, and what its SMILES looks like around the residue.
    """

    name: str
    takes: str
    gives: str
    smarts: str
    says: str
    why: str
    wrong: tuple[tuple[str, str], ...]
    mistake: str
    partner: tuple[str, ...] = ()
    written: str = ""


STEPS = (
    Step("LiAlH4 on an acid", "acid", "alcohol", "[C:1](=O)[OX2H]>>[C:1][OH]", "{LiAlH4 in {THF|ether}, then aqueous work-up|reduction with LiAlH4, then water|excess LiAlH4 in dry THF, quenched with water}", "LiAlH₄ takes a carboxylic acid all the way to the primary alcohol", (("[C:1](=O)[OX2H]>>[CH:1]=O", "stopped the reduction at the aldehyde"), ("[#6:2][C:1](=O)[OX2H]>>[#6:2][CH3:1]", "reduced the acid to a methyl group")), "to stop at the aldehyde; an aldehyde is reduced faster than the acid and does not survive LiAlH₄"),
    Step("SOCl2", "acid", "chloride", "[C:1](=[O:2])[OX2H]>>[C:1](=[O:2])Cl", "{SOCl2{, reflux|, catalytic DMF|}|thionyl chloride, heated}", "SOCl₂ turns the acid into its chloride", (("[C:1](=O)[OX2H]>>[C:1]Cl", "lost the carbonyl group"),), "to replace the carbonyl oxygen; only the OH is exchanged for Cl"),
    Step("Fischer esterification", "acid", "end", "[C:1](=[O:2])[OX2H:3]>>[C:1](=[O:2])[O:3]CRESIDUE", "{$partner with catalytic H2SO4, reflux|heating in $partner with a little sulfuric acid|excess $partner and TsOH, with removal of water}", "acid and alcohol lose water to the ester; the alcohol keeps its oxygen", (("[C:1](=O)[OX2H:3]>>[C:1][O:3]CRESIDUE", "made an ether"), ("[C:1](=[O:2])[OX2H:3]>>[C:1](=[O:2])CRESIDUE", "lost the bridging oxygen")), "to leave out the bridging oxygen, which makes a ketone; the alcohol attacks through its oxygen", RESIDUES, "OCRESIDUE"),
    Step("amide coupling", "acid", "amide", "[C:1](=[O:2])[OX2H]>>[C:1](=[O:2])NCRESIDUE", "{$partner and EDC/HOBt|coupling with $partner (DCC, DMAP)|$partner, HATU and DIPEA}", "the activated acid acylates the amine", (("[C:1](=O)[OX2H]>>[C:1]NCRESIDUE", "made an amine instead of an amide"), ("[C:1](=[O:2])[OX2H:3]>>[C:1](=[O:2])[O:3]CRESIDUE", "made the ester")), "to write an amine: coupling reagents activate the acid and do not reduce the carbonyl group", RESIDUES, "NCRESIDUE"),
    Step("acid chloride with an amine", "chloride", "amide", "[C:1](=[O:2])Cl>>[C:1](=[O:2])NCRESIDUE", "{$partner and triethylamine|$partner, Et3N in dichloromethane|addition of $partner with aqueous NaOH (Schotten-Baumann)}", "the amine displaces chloride at the carbonyl carbon", (("[C:1](=O)Cl>>[C:1]NCRESIDUE", "lost the carbonyl group"), ("[C:1](=[O:2])Cl>>[C:1](=[O:2])N", "left out the residue of the amine")), "to let the amine replace the carbonyl oxygen; the tetrahedral intermediate loses chloride and keeps C=O", RESIDUES, "NCRESIDUE"),
    Step("acid chloride with an alcohol", "chloride", "end", "[C:1](=[O:2])Cl>>[C:1](=[O:2])OCRESIDUE", "{$partner and pyridine|$partner, Et3N and DMAP|treatment with $partner in pyridine}", "the alcohol displaces chloride at the carbonyl carbon", (("[C:1](=O)Cl>>[C:1]OCRESIDUE", "lost the carbonyl group"), ("[C:1](=[O:2])Cl>>[C:1](=[O:2])CRESIDUE", "lost the bridging oxygen")), "to write a ketone; the alcohol attacks through its oxygen, which stays between the two parts", RESIDUES, "OCRESIDUE"),
    Step("LiAlH4 on an amide", "amide", "end", "[C:1](=O)[NX3:2]>>[C:1][N:2]", "{LiAlH4 in {THF|ether}, then aqueous work-up|excess LiAlH4, then water|reduction with LiAlH4 under reflux, then water}", "LiAlH₄ takes the carbonyl oxygen off an amide and leaves the amine", (("[C:1](=[O:3])[NX3:2]>>[C:1][O:3]", "cleaved the amide to the alcohol"), ("[C:1](=[O:3])[NX3:2]>>[CH:1]=[O:3]", "cleaved the amide to the aldehyde")), "to cut the C–N bond as in an ester; with an amide the oxygen leaves, because nitrogen pushes harder"),
    Step("mild oxidation", "alcohol", "aldehyde", "[CH2:1][OX2H:2]>>[CH:1]=[O:2]", "{PCC in dichloromethane|oxidation with PCC|Dess-Martin periodinane|Swern conditions (oxalyl chloride, DMSO, Et3N)}", "the mild oxidant stops at the aldehyde", (("[CH2:1][OX2H:2]>>[C:1](=[O:2])O", "went on to the carboxylic acid"), ("[CH2:1][OX2H:2]>>[CH3:1]", "removed the oxygen")), "to go on to the acid; without water no hydrate forms that could be oxidised further"),
    Step("Jones oxidation", "alcohol", "acid", "[CH2:1][OX2H:2]>>[C:1](=[O:2])O", "{CrO3 in aqueous H2SO4 (Jones)|Jones reagent in acetone|Na2Cr2O7 in aqueous sulfuric acid}", "in water the aldehyde forms its hydrate and is oxidised on to the acid", (("[CH2:1][OX2H:2]>>[CH:1]=[O:2]", "stopped at the aldehyde"), ("[CH2:1][OX2H:2]>>[C:1](=O)OC", "made an ester")), "to stop at the aldehyde; aqueous chromic acid oxidises its hydrate"),
    Step("bromide from the alcohol", "alcohol", "bromide", "[CH2:1][OX2H]>>[C:1]Br", "{PBr3{ in ether| at 0 °C|}|phosphorus tribromide|CBr4 and PPh3}", "the hydroxyl group is replaced by bromine", (("[CH2:1][OX2H:2]>>[C:1][O:2]Br", "kept the oxygen"), ("[CH2:1][OX2H:2]>>[CH:1]=[O:2]", "oxidised the alcohol")), "to keep the oxygen; the phosphorus reagent takes it along"),
    Step("cyanide", "bromide", "nitrile", "[CH2:1]Br>>[C:1]C#N", "{NaCN in DMSO|KCN in {aqueous ethanol|DMF}|sodium cyanide, heated in DMF}", "cyanide displaces bromide (SN2) and adds one carbon", (("[CH2:1]Br>>[C:1]N", "left out the carbon of cyanide"), ("[CH2:1]Br>>[CH:1]=O", "oxidised the bromide")), "to forget the carbon that cyanide brings; the chain grows by one"),
    Step("azide and reduction", "bromide", "amine", "[CH2:1]Br>>[C:1]N", "{NaN3, then H2 on Pd/C|sodium azide in DMF, then PPh3 and water|NaN3, then LiAlH4 and water}", "azide displaces bromide and is reduced to the primary amine", (("[CH2:1]Br>>[C:1]N=[N+]=[N-]", "left out the reduction"), ("[CH2:1]Br>>[C:1]O", "let water displace the bromide")), "to stop at the azide; the second reagent takes off nitrogen and leaves NH₂"),
    Step("Williamson ether synthesis", "bromide", "end", "[CH2:1]Br>>[C:1]ORESIDUE", "{$partner and K2CO3 in {acetone|DMF}|the sodium salt of $partner (from NaH)|$partner with NaOH under phase transfer}", "the phenolate displaces bromide (SN2)", (("[CH2:1]Br>>[C:1]RESIDUE", "lost the oxygen"), ("[CH2:1]Br>>[C:1]O", "left out the aryl group")), "to join the ring through carbon; the phenolate reacts through its oxygen", ARYL, "ORESIDUE"),
    Step("nitrile hydrolysis", "nitrile", "acid", "[C:1]#[NX1]>>[C:1](=O)O", "{aqueous H2SO4, reflux|aqueous HCl, long reflux|NaOH and water under reflux, then HCl}", "the nitrile takes up water to the amide and then to the acid", (("[CX4:2][C:1]#[NX1]>>[C:2]C(N)=O", "stopped at the amide"), ("[CX4:2][C:1]#[NX1]>>[C:2]O", "let water displace cyanide")), "to stop at the amide; under long reflux it is hydrolysed as well"),
    Step("nitrile reduction", "nitrile", "amine", "[C:1]#[NX1:2]>>[CH2:1][NH2:2]", "{LiAlH4 in {THF|ether}, then water|excess LiAlH4, then aqueous work-up|H2 on Raney nickel in ammonia}", "four hydrogen atoms go to the nitrile, which becomes CH₂NH₂", (("[C:1]#[NX1]>>[CH:1]=O", "stopped at the aldehyde"), ("[CX4:2][C:1]#[NX1]>>[C:2]N", "lost the carbon of the nitrile")), "to stop at the imine and write the aldehyde; that takes DIBAL, one equivalent"),
    Step("amine with an acid chloride", "amine", "amide", "[CX4:1][NH2:2]>>[C:1][N:2]C(=O)RESIDUE", "{$partner and triethylamine|$partner with pyridine|acylation with $partner and Et3N}", "the amine is acylated once", (("[CX4:1][NH2:2]>>[C:1][N:2]CRESIDUE", "lost the carbonyl group"), ("[CX4:1][NH2:2]>>[C:1]OC(=O)RESIDUE", "made the ester")), "to acylate twice or to lose C=O; the amide's nitrogen is no longer nucleophilic, so it stops after one acylation", RESIDUES, "ClC(=O)RESIDUE"),
    Step("reductive amination", "aldehyde", "end", "[CH:1]=O>>[CH2:1]NCRESIDUE", "{$partner and NaBH3CN at pH 5|$partner with NaBH(OAc)3|imine formation with $partner, then NaBH4}", "the imine forms and is reduced to the secondary amine", (("[CH:1]=O>>[CH:1]=NCRESIDUE", "stopped at the imine"), ("[CH:1]=[O:2]>>[C:1](=[O:2])NCRESIDUE", "made the amide")), "to write an amide; an aldehyde has no leaving group, water leaves and the C=N bond is reduced", RESIDUES, "NCRESIDUE"),
    Step("Grignard addition to an aldehyde", "aldehyde", "secondary alcohol", "[CH:1]=[O:2]>>[CH:1]([OH:2])RESIDUE", "{$partner in {ether|THF}, then aqueous acid|addition of $partner, then NH4Cl solution|$partner at 0 °C, then water}", "the carbon nucleophile adds to the carbonyl group, and work-up gives the secondary alcohol", (("[CH:1]=[O:2]>>[C:1](=[O:2])RESIDUE", "made the ketone"), ("[CH:1]=[O:2]>>[CH2:1]RESIDUE", "lost the oxygen")), "to write the ketone; hydride cannot leave, so the addition stops at the alkoxide", GRIGNARD, "RESIDUE[Mg]Br"),
    Step("Grignard addition to a ketone", "ketone", "end", "[#6:3][C:1](=[O:2])[#6:4]>>[#6:3][C:1]([#6:4])([OH:2])RESIDUE", "{$partner in {ether|THF}, then aqueous acid|addition of $partner, then NH4Cl solution|$partner at 0 °C, then water}", "addition to a ketone gives a tertiary alcohol", (("[#6:3][C:1](=[O:2])[#6:4]>>[#6:3][CH:1]([OH:2])[#6:4]", "took the reagent as a hydride donor"), ("[#6:3][C:1](=[O:2])[#6:4]>>[#6:3][CH:1](RESIDUE)[#6:4]", "lost the oxygen")), "to take the Grignard reagent for a reducing agent; its carbon adds, and a tertiary alcohol results", GRIGNARD, "RESIDUE[Mg]Br"),
    Step("two Grignard additions to an ester", "ester", "end", "[C:1](=[O:2])O[CH3]>>[C:1]([OH:2])(RESIDUE)RESIDUE", "{{excess|2.5 equivalents of} $partner in {ether|THF}, then aqueous acid|addition of {excess|more than two equivalents of} $partner, then NH4Cl solution}", "the first addition loses methoxide to the ketone, which reacts again to the tertiary alcohol", (("[C:1](=[O:2])O[CH3]>>[C:1](=[O:2])RESIDUE", "stopped at the ketone"), ("[C:1](=[O:2])O[CH3]>>[CH:1]([OH:2])RESIDUE", "counted one addition and a reduction")), "to stop at the ketone; it is more reactive than the ester, so a second equivalent adds", GRIGNARD, "RESIDUE[Mg]Br"),
    Step("LiAlH4 on an ester", "ester", "alcohol", "[C:1](=O)O[CH3]>>[C:1][OH]", "{LiAlH4 in {THF|ether}, then aqueous work-up|excess LiAlH4, then water|reduction with LiAlH4, quenched with water} (methanol is lost)", "the ester loses methoxide to the aldehyde, which is reduced on to the primary alcohol", (("[C:1](=O)O[CH3]>>[CH:1]=O", "stopped at the aldehyde"), ("[C:1](=O)[O:2][CH3:3]>>[C:1][O:2][CH3:3]", "made the ether")), "to stop at the aldehyde; that takes DIBAL at −78 °C"),
    Step("saponification", "ester", "acid", "[C:1](=[O:2])O[CH3]>>[C:1](=[O:2])O", "{aqueous NaOH, then HCl|LiOH in THF and water, then dilute acid|KOH in methanol and water, then HCl}", "hydroxide cleaves the ester, and acid sets the carboxylic acid free", (("[C:1](=[O:2])O[CH3]>>[CH:1]=[O:2]", "reduced the ester"), ("[C:1](=O)O[CH3]>>[C:1]O", "made the alcohol")), "to reduce anything; hydroxide only exchanges the alkoxy group"),
    Step("oxidation of a secondary alcohol", "secondary alcohol", "ketone", "[#6:3][CH:1]([OX2H:2])[#6:4]>>[#6:3][C:1](=[O:2])[#6:4]", "{PCC in dichloromethane|Jones reagent in acetone|Dess-Martin periodinane|Swern conditions (oxalyl chloride, DMSO, Et3N)}", "a secondary alcohol is oxidised to the ketone and no further", (("[#6:3][CH:1]([OX2H])[#6:4]>>[#6:3][CH2:1][#6:4]", "removed the oxygen"), ("[#6:3][CH:1]([OX2H:2])[#6:4]>>[#6:3][C:1](=[O:2])O", "oxidised on to an acid")), "to go on to an acid; that would have to break a C–C bond"),
    Step("NaBH4", "ketone", "secondary alcohol", "[#6:3][C:1](=[O:2])[#6:4]>>[#6:3][CH:1]([OH:2])[#6:4]", "{NaBH4 in {methanol|ethanol}|reduction with NaBH4, then water|sodium borohydride in ethanol at 0 °C}", "borohydride reduces the ketone to the secondary alcohol", (("[#6:3][C:1](=O)[#6:4]>>[#6:3][CH2:1][#6:4]", "reduced the ketone to CH₂"), ("[#6:3][C:1](=[O:2])[#6:4]>>[#6:3][C:1]([OH:2])(C)[#6:4]", "added a methyl group")), "to take the oxygen off altogether; that needs Wolff-Kishner or Clemmensen conditions"),
    Step("Wittig reaction of an aldehyde", "aldehyde", "alkene", "[CH:1]=O>>[CH:1]=C", "{Ph3P=CH2 in THF|Ph3P(+)CH3 Br(−) and BuLi|methylenetriphenylphosphorane}", "the ylide exchanges C=O for C=CH₂", (("[CH:1]=[O:2]>>[CH:1]([OH:2])C", "took the ylide as a Grignard reagent"), ("[CH:1]=O>>[CH2:1]C", "lost the double bond")), "to write an alcohol as after a Grignard reaction; the oxaphosphetane falls apart to Ph₃P=O and the alkene"),
    Step("Wittig reaction of a ketone", "ketone", "branched alkene", "[#6:3][C:1](=O)[#6:4]>>[#6:3][C:1](=C)[#6:4]", "{Ph3P=CH2 in THF|Ph3P(+)CH3 Br(−) and BuLi|methylenetriphenylphosphorane}", "the ylide exchanges C=O for C=CH₂", (("[#6:3][C:1](=[O:2])[#6:4]>>[#6:3][C:1]([OH:2])(C)[#6:4]", "took the ylide as a Grignard reagent"), ("[#6:3][C:1](=O)[#6:4]>>[#6:3][CH:1](C)[#6:4]", "lost the double bond")), "to write a tertiary alcohol; the oxaphosphetane falls apart to Ph₃P=O and the alkene"),
    Step("hydroboration and oxidation", "alkene", "alcohol", "[CH:1]=[CH2:2]>>[CH2:1][CH2:2]O", "{BH3 in THF, then H2O2 and NaOH|9-BBN, then alkaline H2O2|hydroboration (BH3·THF), then H2O2/NaOH}", "boron goes to the less substituted carbon, and oxidation puts OH in its place (anti-Markovnikov)", (("[CH:1]=[CH2:2]>>[CH:1](O)[CH3:2]", "followed Markovnikov's rule"), ("[CH:1]=[CH2:2]>>[CH:1](O)[CH2:2]O", "made the diol")), "to follow Markovnikov's rule; in hydroboration the oxygen ends on the less substituted carbon"),
    Step("hydroboration of a branched alkene", "branched alkene", "alcohol", "[C:1]=[CH2:2]>>[CH:1][CH2:2]O", "{BH3 in THF, then H2O2 and NaOH|9-BBN, then alkaline H2O2|hydroboration (BH3·THF), then H2O2/NaOH}", "boron goes to the CH₂ end, and oxidation puts OH in its place (anti-Markovnikov)", (("[C:1]=[CH2:2]>>[C:1](O)[CH3:2]", "followed Markovnikov's rule"), ("[C:1]=[CH2:2]>>[C:1](O)[CH2:2]O", "made the diol")), "to follow Markovnikov's rule, which would give the tertiary alcohol; hydroboration puts oxygen on the CH₂ end"),
    Step("ozonolysis", "alkene", "aldehyde", "[CH:1]=[CH2]>>[CH:1]=O", "{O3, then Me2S|ozone at −78 °C, then dimethyl sulfide|ozonolysis with reductive work-up (PPh3)}", "the double bond is cut, and each end becomes a carbonyl group (the other product is formaldehyde)", (("[CH:1]=[CH2]>>[C:1](=O)O", "took an oxidative work-up"), ("[CH:1]=[CH2:2]>>[CH:1]1[CH2:2]O1", "made the epoxide")), "to keep the CH₂ carbon; it leaves as formaldehyde"),
    Step("epoxidation", "alkene", "end", "[CH:1]=[CH2:2]>>[CH:1]1[CH2:2]O1", "{mCPBA in dichloromethane|a peracid (mCPBA), buffered|epoxidation with mCPBA}", "the peracid gives one oxygen atom to the double bond", (("[CH:1]=[CH2:2]>>[CH:1](O)[CH2:2]O", "opened the epoxide to the diol"), ("[CH:1]=[CH2]>>[CH:1]=O", "cut the double bond")), "to write the diol; without water and acid the epoxide stays closed"),
    Step("addition of HBr", "alkene", "end", "[CH;$([CH](=[CH2])c),$([CH](=[CH2])[CH2;!$([CH2]c)]):1]=[CH2:2]>>[CH:1](Br)[CH3:2]", "{HBr, without peroxides|HBr in acetic acid, in the dark|dry HBr and a radical inhibitor}", "the proton goes to the CH₂ end, and bromide to the more stable cation (Markovnikov)", (("[CH:1]=[CH2:2]>>[CH2:1][CH2:2]Br", "added against Markovnikov's rule"), ("[CH:1]=[CH2:2]>>[CH:1](Br)[CH2:2]Br", "added bromine twice")), "to put bromine on the end of the chain; that needs peroxides"),
    Step("Grignard carboxylation", "bromide", "acid", "[CH2:1]Br>>[C:1]C(=O)O", "{Mg in ether, then CO2 and aqueous acid|magnesium in THF, then dry ice, then HCl}", "the Grignard reagent adds to CO₂ and gives the acid with one more carbon", (("[CH2:1]Br>>[C:1]O", "made the alcohol"), ("[CH2:1]Br>>[CH3:1]", "hydrolysed the Grignard reagent")), "to quench with water first, which gives only the alkane; CO₂ is added before the acid"),
)  # fmt: skip
BY_NAME = {step.name: step for step in STEPS}
FOLLOWING: dict[str, tuple[Step, ...]] = {}
for _step in STEPS:
    FOLLOWING[_step.takes] = (*FOLLOWING.get(_step.takes, ()), _step)


@lru_cache(maxsize=8192)
def _reaction(smarts: str) -> Any:
    toolkit()
    from rdkit.Chem import AllChem

    found = AllChem.ReactionFromSmarts(smarts)  # type: ignore[attr-defined, unused-ignore]
    found.Initialize()
    return found


@cache
def _with_residue(smarts: str, residue: str) -> str:
    """The SMARTS with a partner's residue in its place, written from its attached atom."""
    if "RESIDUE" not in smarts:
        return smarts
    return smarts.replace("RESIDUE", _turned(residue))


@cache
def _turned(residue: str) -> str:
    """The residue as SMILES that begin at its open valence."""
    chem = toolkit()
    molecule = chem.MolFromSmiles(residue + "[Au]")
    gold = next(atom.GetIdx() for atom in molecule.GetAtoms() if atom.GetSymbol() == "Au")
    text = str(chem.MolToSmiles(molecule, rootedAtAtom=gold))
    return text.replace("[Au]", "", 1)


@lru_cache(maxsize=16384)
def _products(smarts: str, smiles: str) -> tuple[str, ...]:
    """Canonical SMILES of all different products."""
    chem = toolkit()
    found = set()
    for products in _reaction(smarts).RunReactants((chem.MolFromSmiles(smiles),)):
        molecule = products[0]
        try:
            chem.SanitizeMol(molecule)
        except ValueError:
            continue
        found.add(str(chem.MolToSmiles(molecule)))
    return tuple(sorted(found))


def applied(name: str, smiles: str, residue: str = "") -> str | None:
    """The product of the named step as canonical SMILES; None unless there is exactly one."""
    products = _products(_with_residue(BY_NAME[name].smarts, residue), smiles)
    return products[0] if len(products) == 1 else None


def _wrong(step: Step, smiles: str, residue: str) -> list[tuple[str, str]]:
    found = []
    for smarts, trap in step.wrong:
        products = _products(_with_residue(smarts, residue), smiles)
        if len(products) == 1 and products[0] != smiles:
            found.append((products[0], trap))
    return found


@lru_cache(maxsize=16384)
def _ranks(smiles: str) -> tuple[tuple[int, str, int, int], ...]:
    """(symmetry class, element, hydrogens, index of the only neighbour or −1) of each heavy atom of the constitution."""
    chem = toolkit()
    molecule = chem.MolFromSmiles(smiles)
    chem.RemoveStereochemistry(molecule)
    ranks = list(chem.CanonicalRankAtoms(molecule, breakTies=False))
    return tuple((rank, atom.GetSymbol(), atom.GetTotalNumHs(), atom.GetNeighbors()[0].GetIdx() if atom.GetDegree() == 1 else -1) for rank, atom in zip(ranks, molecule.GetAtoms()))


def carbon_signals(smiles: str) -> int:
    """Different kinds of carbon atoms by constitution."""
    return len({rank for rank, symbol, _, _ in _ranks(smiles) if symbol == "C"})


def proton_signals(smiles: str, split: bool = False) -> int:
    """Different kinds of protons by constitution; `split`: diastereotopic ones apart, for one stereocentre in an open chain."""
    atoms = _ranks(smiles)
    total = len({rank for rank, _, hydrogens, _ in atoms if hydrogens})
    if split:
        total += len({rank for rank, symbol, hydrogens, _ in atoms if symbol == "C" and hydrogens == 2})
        methyls = [(rank, neighbour) for rank, symbol, hydrogens, neighbour in atoms if symbol == "C" and hydrogens == 3]
        total += len({pair[0] for pair in methyls if methyls.count(pair) == 2})
    return total


def written_formula(smiles: str) -> str:
    """Hill formula with subscripts."""
    return sunk(hill(counts_of(smiles)))


def _mass_line(smiles: str) -> str:
    counts = counts_of(smiles)
    terms = " + ".join(f"{n} × {WEIGHTS[e]}" if n > 1 else f"{WEIGHTS[e]}" for e, n in counts.items())
    total = sum(n * WEIGHTS[e] for e, n in counts.items())
    return f"the product is {written_formula(smiles)}, with the mass {terms} = {fixed(total, 2)} g/mol"


@dataclass(frozen=True)
class Route:
    """A synthesis: the start, (step, partner's residue) in order, and the molecule after each."""

    start: str
    steps: tuple[tuple[Step, str], ...]
    products: tuple[str, ...]

    @property
    def parameters(self) -> dict[str, object]:
        return {"start": self.start, "steps": [[step.name, residue] for step, residue in self.steps]}


def partner_of(step: Step, residue: str) -> str:
    """SMILES of the second reactant."""
    text = step.written.replace("RESIDUE", residue if step.written.startswith("RESIDUE") else _turned(residue))
    # RDKit puts every neighbour of a metal in brackets, which nobody writes
    return text if "Mg" in text else _canonical(text)


@lru_cache(maxsize=8192)
def _canonical(smiles: str) -> str:
    return str(toolkit().MolToSmiles(toolkit().MolFromSmiles(smiles)))


def _route(rng: Random, length: int, ends: tuple[str, ...] = ()) -> Route:
    """A route of that many steps, every product unique; a step never repeats."""
    for _ in range(300):
        common = ("acid", "acid", "aldehyde", "aldehyde", "bromide", "amine", "amine", "acid", "acid", "ketone", "ester")
        group = rng.choice(common if length <= 2 and rng.random() < (0.96 if length == 1 else 0.6) else tuple(GROUPS))
        residue = rng.choice(RESIDUES if length < 3 or rng.random() < 0.6 else (*CHAINS, *RINGS))
        if group in ("alkene", "nitrile", "bromide") and residue in ("C1CCCC1", "C1CCCCC1"):
            residue = "CCCC"
        start = str(toolkit().MolToSmiles(toolkit().MolFromSmiles(residue + GROUPS[group])))
        current = start
        taken: list[tuple[Step, str]] = []
        products: list[str] = []
        for _ in range(length):
            options = [s for s in FOLLOWING.get(group, ()) if s not in [t for t, _ in taken]]
            if (length == 1 and group in common) or (length < 5 and len(taken) == length - 1 and rng.random() < (0.8 if length == 2 else 0.6)):
                options = [s for s in options if s.partner] or options
            if not options:
                break
            step = rng.choice(options)
            partner = rng.choice(step.partner) if step.partner else ""
            product = applied(step.name, current, partner)
            if product is None or product in (start, *products):
                break
            taken.append((step, partner))
            products.append(product)
            current, group = product, step.gives
        if len(taken) == length and (not ends or group in ends) and group != "chloride":
            return Route(start, tuple(taken), tuple(products))
    step = BY_NAME["mild oxidation"]
    return Route("CCCCO", ((step, ""),), ("CCCC=O",))


#: what a procedure says besides
YIELDS = (
    "{The overall yield is|Over all steps the yield is|The isolated yield comes to} $percent %", "{The last step takes|The first step takes|Stirring goes on for} $minutes minutes", "{The product is purified|The last product is cleaned} by {column chromatography|distillation|recrystallisation}",
    "{Each step uses|The largest batch takes} $solvent mL of solvent", "{The starting material is cheap|The starting material is commercial|The starting material was dried before use}", "{TLC shows one spot at the end|The product is stored under argon|The flask is flame-dried before use}",
)  # fmt: skip
ORDINALS = ("first", "second", "third", "fourth")


def _conditions(rng: Random, route: Route) -> str:
    """The steps of a route as a question tells them."""
    told_steps = [spin(rng, step.says, partner=partner_of(step, residue) if residue else "") for step, residue in route.steps]
    if len(told_steps) == 1:
        return spin(rng, "{reagents|conditions|treatment}: $one", one=told_steps[0])
    form = rng.randrange(4)
    if form == 0:
        return "\n" + "\n".join(f"{k + 1}. {text}" for k, text in enumerate(told_steps)) + "\n"
    if form == 1:
        return "; ".join(f"({'abcd'[k]}) {text}" for k, text in enumerate(told_steps))
    if form == 2:
        return "; ".join(f"{ORDINALS[k]} {text}" for k, text in enumerate(told_steps))
    return "\n" + "\n".join(f"Step {k + 1}: {text}" for k, text in enumerate(told_steps)) + "\n"


OPENINGS = (
    "{A chemist|A student|A synthesis group|A process chemist|A doctoral student|An undergraduate} {treats|converts|takes} the compound $start {in $count|through $count} as follows: $conditions",
    "{Consider|Look at|Work through} the {synthesis|reaction sequence|conversion} that begins with $start ($count): $conditions",
    "{Starting from|From|Beginning with} $start, {the following is carried out|these conditions are applied} ($count): $conditions",
    "{In an exam|In a notebook|In a patent example|In a problem set|On an exercise sheet|In a tutorial} $start is {the starting material|what one starts from}; $count: $conditions",
    "$conditions {are applied to|act on} $start{ in a flask| in $count|}",
)
STEREO = "{Leave stereochemistry out|Ignore stereochemistry and E/Z|Do not give stereochemistry|Write the product without stereochemistry}"
EXCESS = "{Every step goes to completion and is worked up|Each step is complete, with aqueous work-up where needed|Work-up is included in every step}"
SMILES_ASK = "{Which organic product results|What is the organic product|Which compound is isolated|What is obtained in the end|Name the product|Give the structure of the product}{ (as SMILES)| as SMILES|, written as SMILES}"


def _story(rng: Random, route: Route) -> tuple[str, dict[str, object]]:
    conditions = _conditions(rng, route)
    openings = OPENINGS[:4] if len(route.steps) > 1 else OPENINGS
    if len(route.steps) == 1:
        conditions = conditions.split(": ", 1)[1] if rng.random() < 0.6 else conditions
    story = rng.choice(openings)
    count = {1: "one step", 2: "two steps", 3: "three steps", 4: "four steps"}[len(route.steps)]
    if story.startswith("$conditions"):
        conditions = conditions.split(": ", 1)[-1]
    return story, {"start": route.start, "conditions": conditions, "count": count}


def _synthesis(rng: Random, level: int) -> Problem:
    """Levels 1 to 5: the product of one to four steps."""
    length = {1: 1, 2: 2, 3: 2, 4: 3, 5: 4}[level]
    route = _route(rng, length)
    story, values = _story(rng, route)
    gold = route.products[-1]
    lines: list[tuple[str, str]] = [("facts", f"the start is {route.start}, {written_formula(route.start)}"), ("rule", "{each reagent acts on the functional group that is there at that point, and the rest of the molecule stays as it is|follow the functional group: only it changes, step by step}")]
    before = route.start
    for (step, _), product in zip(route.steps, route.products):
        lines.append(("say", f"{step.name}: {step.why}. {before} gives {product}"))
        before = product
    final = route.steps[-1][0]
    if level >= 3:
        lines.append(("mistake", final.mistake))
    lines.append(("check", _mass_line(gold)))
    wrong: list[tuple[str, str]] = []
    start_of_last = route.products[-2] if len(route.products) > 1 else route.start
    wrong += _wrong(final, start_of_last, route.steps[-1][1])
    # a mistake in an earlier step, carried through the rest
    for k in range(len(route.steps) - 1):
        source = route.start if k == 0 else route.products[k - 1]
        for smiles, trap in _wrong(*((route.steps[k][0], source, route.steps[k][1]))):
            current: str | None = smiles
            for step, residue in route.steps[k + 1 :]:
                current = applied(step.name, current, residue) if current else None
            if current:
                wrong.append((current, f"{trap} in step {k + 1}"))
    if len(route.steps) > 1:
        wrong.append((route.products[-2], "left out the last step"))
    for step, residue in route.steps:
        if residue:
            other = next(r for r in (*step.partner, "CCC") if r != residue)
            changed = applied(step.name, start_of_last, other) if step is final else None
            if changed:
                wrong.append((changed, "wrote the residue of the partner wrongly"))
    wrong.append((route.start, "let nothing react"))
    named: dict[str, str] = {}
    for smiles, trap in wrong:
        if smiles != gold:
            named.setdefault(smiles, trap)
    extra = [rng.choice(YIELDS)] if level >= 4 else []
    exercise = Exercise(story, (), SMILES_ASK, lines, {"kind": "synthesis", **route.parameters}, 2 * length, [STEREO, EXCESS, *extra], {**values, "percent": rng.randint(31, 94), "minutes": rng.randint(2, 20) * 10, "solvent": rng.randint(5, 60) * 10}, asides=False)
    question, _ = posed(rng, exercise, level, ())
    irrelevant = len(extra)
    return Problem(
        question=question, steps=told(rng, lines, values), answer=gold, answer_type="smiles", verifier="domains.chemistry.verifiers.smiles:check", arguments={"stereo": False},
        parameters=exercise.parameters, distractors=tuple(Distractor(smiles, trap) for smiles, trap in list(named.items())[:5]), operations=2 * length, irrelevant=irrelevant,
    )  # fmt: skip


CONSTITUTION = "{Count by constitution alone: diastereotopic groups count once|Diastereotopic atoms count as one kind|Do not split diastereotopic pairs}"
FAST = "{Rotation about single bonds is fast|Assume fast rotation about all single bonds, amide bonds included|All single bonds rotate freely, amide bonds too}"
PROTONS = "{O–H, N–H and S–H protons count as well|Include O–H, N–H and S–H protons as kinds of their own|Protons on O, N and S are counted, too}"
COUNT_CARBON = "{How many signals does the proton-decoupled 13C NMR spectrum show|How many 13C signals are expected|What is the number of different carbon atoms (13C signals)|How many kinds of carbon does the 13C NMR spectrum distinguish}"
COUNT_PROTON = "{How many different kinds of protons are there|How many 1H signals are expected (couplings not counted)|What is the number of chemically different protons|How many 1H NMR signals does symmetry leave}"


def _kinds(smiles: str, protons: bool) -> str:
    """A sentence on the classes, for the reasoning."""
    groups: dict[int, list[tuple[str, int]]] = {}
    for rank, symbol, hydrogens, _ in _ranks(smiles):
        if (hydrogens if protons else symbol == "C"):
            groups.setdefault(rank, []).append((symbol, hydrogens))
    parts = []
    for members in groups.values():
        symbol, hydrogens = members[0]
        name = symbol + ("" if not hydrogens else "H" + (str(hydrogens) if hydrogens > 1 else ""))
        parts.append(f"{len(members)} {sunk(name)}" if len(members) > 1 else sunk(name))
    return ", ".join(parts)


def _signals(rng: Random, level: int) -> Problem:
    """Levels 1 and 2: kinds of carbon or protons in a given molecule."""
    protons = level == 2 or rng.random() < 0.3
    smiles = "CCOC(C)=O"
    right, atoms = 0, 0
    for _ in range(60):
        smiles = small_molecule(rng, 6, 15)
        if toolkit().MolFromSmiles(smiles) is None:
            continue
        counts = counts_of(smiles)
        atoms = counts.get("H", 0) if protons else counts.get("C", 0)
        right = proton_signals(smiles) if protons else carbon_signals(smiles)
        if 2 <= right <= 12 and (right < atoms or rng.random() < 0.15):
            break
    heavy = _ranks(smiles)
    bearing = sum(1 for _, _, h, _ in heavy if h) if protons else atoms
    carbon_only = len({rank for rank, symbol, h, _ in heavy if h and symbol == "C"})
    what = "atoms that carry hydrogen" if protons else "carbon atoms"
    merged = bearing - right
    lines = [
        ("facts", f"{smiles}, {written_formula(smiles)}"), ("rule", "atoms that a symmetry of the molecule exchanges give one signal; {so group the atoms into classes|so find the classes of equivalent atoms}"),
        ("say", f"classes: {_kinds(smiles, protons)}"), ("work", f"{bearing} {what}, of which {merged} {'is' if merged == 1 else 'are'} already counted by symmetry: {bearing} − {merged} = {right}"),
        ("check", "{turning a ring over or exchanging equal branches makes no further atoms equal|no further exchange of branches leaves the molecule unchanged}"),
    ]
    traps = [(bearing, f"counted all {what}"), (atoms, "counted every atom"), (right + 1, "missed one equivalence"), (right - 1, "merged two different kinds"), (right + 2, "missed two equivalences"), (right - 2, "merged too many kinds")]
    if protons and carbon_only != right:
        traps.insert(0, (carbon_only, "left out protons on O and N"))
    exercise = Exercise(
        "{A sample of $smiles is measured|The compound $smiles is given{ as SMILES|}|A spectrum is recorded of $smiles{ in CDCl3| (SMILES)|}|An NMR tube holds $smiles{ in CDCl3| (SMILES)|}|For an assignment one looks at $smiles{ (SMILES)|}|A student predicts the spectrum of $smiles{ (SMILES)|}|Before measuring, one predicts the spectrum of $smiles|A textbook exercise shows $smiles{ as SMILES|}}", (),
        COUNT_PROTON if protons else COUNT_CARBON, lines, {"kind": "signals", "smiles": smiles, "protons": protons}, 4, [CONSTITUTION, FAST, *([PROTONS] if protons else ["{Give a whole number|Answer with a whole number}"])], {"smiles": smiles},
    )  # fmt: skip
    return integer_problem(rng, level, exercise, right, traps, lowest=1)


def _product_signals(rng: Random, level: int) -> Problem:
    """Level 4: a synthesis of two steps, then the 13C signals of the product."""
    route = _route(rng, 2)
    gold = route.products[-1]
    right = carbon_signals(gold)
    carbons = counts_of(gold)["C"]
    story, values = _story(rng, route)
    lines: list[tuple[str, str]] = [("facts", f"the start is {route.start}"), ("rule", "first the product, then its symmetry: carbon atoms that a symmetry exchanges give one signal")]
    before = route.start
    for (step, _), product in zip(route.steps, route.products):
        lines.append(("say", f"{step.name}: {step.why}. {before} gives {product}"))
        before = product
    lines += [
        ("say", f"classes of carbon in the product: {_kinds(gold, False)}"), ("work", f"{carbons} carbon atoms, {carbons - right} of them already counted by symmetry: {carbons} − {carbons - right} = {right}"),
        ("mistake", route.steps[-1][0].mistake + "; the number of signals would then belong to another compound"), ("check", _mass_line(gold)),
    ]
    others = [(carbon_signals(smiles), trap) for smiles, trap in _wrong(route.steps[-1][0], route.products[-2], route.steps[-1][1])]
    traps = [*others, (carbons, "counted all carbon atoms"), (carbon_signals(route.start), "counted the starting material"), (carbon_signals(route.products[-2]), "left out the last step"), (right + 1, "missed one equivalence"), (right - 1, "merged two different kinds"), (right + 2, "missed two equivalences")]
    exercise = Exercise(story, (), COUNT_CARBON.replace("{How", "{In the product: how").replace("|How", "|For the product: how").replace("|What is", "|For the final product: what is"), lines, {"kind": "product signals", **route.parameters}, 7, [CONSTITUTION, FAST, EXCESS, rng.choice(YIELDS)], {**values, "percent": rng.randint(31, 94), "minutes": rng.randint(2, 20) * 10, "solvent": rng.randint(5, 60) * 10}, asides=False)
    return integer_problem(rng, level, exercise, right, [(v, t) for v, t in traps if v > 0], lowest=1)


CHIRAL_TAILS = ("C", "CC", "CCC", "CC(C)", "CCCC", "CC(C)C", "CCCCC", "COCCC", "CCCCCC", "CC(C)CC", *(a for a in ARYL if "2" not in a), *(a for a in BENZYL if "2" not in a))
CENTRES = (("O", "alcohol"), ("Br", "bromide"), ("Cl", "chloride"), ("OC", "methyl ether"), ("N", "amine"), ("C#N", "nitrile"), ("OC(C)=O", "acetate"), ("F", "fluoride"), ("C(=O)O", "carboxylic acid"), ("C(=O)OC", "methyl ester"), ("NC(C)=O", "acetamide"), ("S", "thiol"))


def _diastereotopic(rng: Random, level: int) -> Problem:
    """Levels 3 and 5: kinds of protons in a molecule with one stereocentre, diastereotopic ones apart."""
    smiles, plain, split = "CCC(C)O", 4, 5
    for _ in range(60):
        first, second = rng.sample(CHIRAL_TAILS, 2)
        centre, _ = rng.choice(CENTRES)
        smiles = f"{first}C({centre}){_turned(second)}"
        plain, split = proton_signals(smiles), proton_signals(smiles, split=True)
        if split > plain and toolkit().MolFromSmiles(smiles).GetNumHeavyAtoms() <= 20:
            break
    smiles = str(toolkit().MolToSmiles(toolkit().MolFromSmiles(smiles)))
    extra = split - plain
    bearing = sum(1 for _, _, h, _ in _ranks(smiles) if h)
    hydrogens = counts_of(smiles)["H"]
    lines = [
        ("facts", f"{smiles}, {written_formula(smiles)}; one carbon with four different groups"),
        ("rule", "in a molecule with one stereocentre the two protons of every CH₂, near it or far, and the two CH₃ of an isopropyl group are diastereotopic: no symmetry exchanges them, not even fast rotation"),
        ("say", f"classes by constitution: {_kinds(smiles, True)}, {plain} in all"),
        ("work", f"{extra} of them split{'s' if extra == 1 else ''} in two: {plain} + {extra} = {split}"),
        ("mistake", f"to stop at {plain}; rotation averages conformers, but it does not make the two places of a CH₂ in a chiral molecule the same"),
        ("check", "replacing one and then the other proton of such a CH₂ by deuterium gives two diastereomers, not enantiomers"),
    ]
    traps = [(plain, "took diastereotopic protons as one kind"), (bearing, "counted the atoms that carry hydrogen"), (hydrogens, "counted every proton"), (split + 1, "split one pair too many"), (split - 1, "overlooked one pair"), (plain - 1, "left out a kind")]
    exercise = Exercise(
        "{The racemic compound $smiles is measured|A racemate of $smiles is looked at|A single enantiomer of $smiles is dissolved|A chiral sample of $smiles is in the tube|The chiral compound $smiles is given{ as SMILES|}|A spectrum at high field is recorded of $smiles{ (SMILES)|}|An NMR tube holds a racemate of $smiles|A student predicts the 1H spectrum of the chiral compound $smiles}{; the solvent is achiral|, in an achiral solvent|}", (),
        COUNT_PROTON, lines, {"kind": "diastereotopic", "smiles": smiles}, 6,
        ["{Diastereotopic protons count as different|Count diastereotopic protons apart|Protons that are diastereotopic are of different kinds}", "{Also count diastereotopic methyl groups apart|Diastereotopic CH3 groups count apart, too}", PROTONS, FAST], {"smiles": smiles},
    )  # fmt: skip
    return integer_problem(rng, level, exercise, split, traps, lowest=1)


KINDS = {
    1: (_synthesis, _synthesis, _synthesis, _synthesis, _signals),
    2: (_synthesis, _synthesis, _synthesis, _synthesis, _signals),
    3: (_synthesis, _synthesis, _synthesis, _synthesis, _diastereotopic),
    4: (_synthesis, _synthesis, _product_signals),
    5: (_synthesis, _synthesis, _synthesis, _synthesis, _diastereotopic),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on a synthesis or on the symmetry of a molecule."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="reactions_and_symmetry",
    title="Reaction products and NMR signals",
    source="Clayden, Greeves & Warren, Organic Chemistry, 2nd ed. 2012; IUPAC Basic Terminology of Stereochemistry, Pure Appl Chem 1996;68:2193",
    problem=problem,
    rubric=(
        Criterion("Names the functional group that each reagent attacks and leaves the rest of the molecule unchanged.", "essential"),
        Criterion("Gives the product of every step before it goes on to the next.", "important"),
        Criterion("Keeps count of the carbon atoms: cyanide, Grignard reagents and ylides add some, ozonolysis removes some.", "important"),
        Criterion("Respects regioselectivity and the stage at which an oxidation or reduction stops.", "important"),
        Criterion("Groups atoms by the symmetry of the whole molecule, and treats diastereotopic groups as the question says.", "important"),
        Criterion("Writes a structure with a wrong valence or a lost atom.", "pitfall", positive=False),
    ),
)  # fmt: skip
