// What a power rests on, and by what formula it was found: the sentences of the server by their codes.
import type { Messages } from '../message.js';

export const design = {
  'design.assumption.nb-counts':
    'Negativ-binomiale Zählungen, Kontrollrate {controlRate}, Ratenverhältnis {rateRatio}, Dispersion φ = 1/θ = {dispersion} in beiden Armen.',
  'design.assumption.fixed-exposure': 'Alle werden über {exposure} beobachtet.',
  'design.assumption.staggered-entry':
    'Gleichmäßiger Eintritt über {accrualTime}; die Studie endet {followUpTime} nach dem letzten Eintritt.',
  'design.assumption.nb-wald':
    'Wald-Test des logarithmierten Ratenverhältnisses mit erwarteter Information; Näherung für große Stichproben.',
  'design.assumption.null-variance-control-rate':
    'Varianz unter der Nullhypothese aus der Kontrollrate (Zhu und Lakkis 2014).',
  'design.assumption.null-variance-true-rates':
    'Varianz unter der Nullhypothese aus den wahren Raten (Zhu und Lakkis 2014).',
  'design.assumption.null-variance-pooled-rate':
    'Varianz unter der Nullhypothese aus der gemeinsamen Rate (Zhu und Lakkis 2014).',
  'design.assumption.crossover-counts':
    'Zählungen zweier Perioden von je {exposure}, Kontrollrate {controlRate}, Ratenverhältnis {rateRatio}, Periodenverhältnis {periodRatio}.',
  'design.assumption.crossover-variance':
    'Varianz der relativen Raten: {dispersionBetween} zwischen Teilnehmern, {dispersionWithin} zwischen den Perioden eines Teilnehmers.',
  'design.assumption.first-periods': 'Nur die ersten Perioden werden verglichen.',
  'design.assumption.both-periods':
    'Die Perioden jedes Teilnehmers werden verglichen; jeder hat beide; kein Übertragungseffekt.',
  'design.assumption.reference-normal': 'Referenzverteilung: Normalverteilung; Varianz für große Stichproben.',
  'design.assumption.reference-t': 'Referenzverteilung: t mit n − 2 Freiheitsgraden; Varianz für große Stichproben.',
  'design.assumption.nb-equivalence':
    'Negativ-binomiale Zählungen, Raten {rate1} und {rate2}, Dispersion φ = 1/θ = {dispersion}, Exposition {exposure}.',
  'design.assumption.rate-ratio-margin': 'Äquivalenz heißt ein Ratenverhältnis zwischen {lower} und {upper}.',
  'design.assumption.means-of-groups':
    'Normalverteilte Ergebnisse, Differenz {difference}, Standardabweichung innerhalb der Gruppen {sd}; gepoolter t-Test.',
  'design.assumption.means-of-periods':
    'Normalverteilte Ergebnisse, Differenz {difference}, Standardabweichung innerhalb der Teilnehmer {sd}; gepoolter t-Test.',
  'design.assumption.crossover-complete':
    'AB/BA-Crossover, jeder Teilnehmer hat beide Perioden; kein Übertragungseffekt.',
  'design.assumption.proportions':
    'Anteile {control} unter Kontrolle und {treatment} unter Behandlung; Chi-Quadrat-Test ohne Kontinuitätskorrektur.',
  'design.assumption.hazards-schoenfeld': 'Proportionale Hazards, Hazard Ratio {hazardRatio}; Formel von Schoenfeld.',
  'design.assumption.hazards-freedman': 'Proportionale Hazards, Hazard Ratio {hazardRatio}; Formel von Freedman.',
  'design.assumption.exponential-survival':
    'Exponentielles Überleben mit Kontroll-Hazard {controlHazard}; Eintritt über {accrualTime}, dann {followUpTime} Nachbeobachtung.',
  'design.assumption.level-two-sided':
    'Zweiseitiges Niveau {alpha}; als Power zählen nur Ablehnungen auf der Seite der Alternative.',
  'design.assumption.level-both-sides': 'Zweiseitiges Niveau {alpha}; als Power zählen Ablehnungen auf beiden Seiten.',
  'design.assumption.level-one-sided':
    'Einseitiges Niveau {alpha}; als Power zählen nur Ablehnungen auf der Seite der Alternative.',
  'design.assumption.level-equivalence': 'Zwei einseitige Tests, jeder zum Niveau {alpha}.',
  'design.assumption.level-equivalence-t': 'Zwei einseitige t-Tests, jeder zum Niveau {alpha}.',
  'design.assumption.dropout': 'Von den Randomisierten geben {dropoutShare} keine Daten, gleich in welchem Arm.',
  'design.assumption.missing-exposure':
    'Von einer Exposition von {exposure} fehlen {missingShare}; die Formel zieht sie bei allen ab.',
  'design.assumption.dispersion-given-baseline':
    'Die Dispersion gilt bei gegebenem Ausgangswert; die Formel gibt allen die mittlere Rate, die Simulation zieht Ausgangswerte.',
  'design.assumption.periods-by-chance':
    'Kein dispersionWithin ist angegeben: angenommen wird, dass sich die Perioden eines Teilnehmers nur zufällig unterscheiden (Poisson).',
  'design.assumption.more-sequences':
    'Die Formel ist die für zwei Sequenzen; ein Design mit mehr hat mehr Freiheitsgrade für den Fehler.',
  'design.assumption.sd-of-participants': 'Die Standardabweichung zwischen Teilnehmern ist {sd}.',
  'design.assumption.sd-of-periods':
    'Die Standardabweichung zwischen Teilnehmern ist {sd}; die Perioden eines Teilnehmers korrelieren mit {correlation}.',
  'design.assumption.sd-given-baseline':
    'Die Standardabweichung zwischen Teilnehmern ist {sd}; der Ausgangswert nimmt weg, was eine Korrelation von {correlation} erklärt.',
  'design.assumption.pairs-as-groups':
    'Die Formel vergleicht zwei Gruppen; dass Teilnehmer ihre eigene Kontrolle sind, bleibt außer Acht, was vorsichtig ist.',
  'design.assumption.looks': 'Zwischenauswertungen bei {rates} der Information vor dem Ende ({boundary}).',
  'design.assumption.looks-left-out':
    'Die Auswertungen vor dem Ende bleiben außer Acht: dies ist die Power eines Designs ohne sie.',
  'design.assumption.futility-left-out':
    'Die Futility-Grenze bleibt außer Acht: bekannt ist sie für einseitige Tests und Spending-Funktionen.',
  'design.assumption.after-others':
    'Sie wird nur geprüft, wenn die {before} vor ihr in der festen Reihenfolge abgelehnt sind.',
  'design.assumption.graph-weight': 'Der Graph gibt ihr am Anfang {weight} des Niveaus.',
  'design.assumption.graph-no-weight':
    'Der Graph gibt ihr am Anfang kein Niveau: die Power gilt zum ganzen Niveau, sobald es weitergegeben ist.',
  'design.assumption.bonferroni-weight': 'Bonferroni gibt ihr {weight} des Niveaus.',
  'design.assumption.step-weight':
    'Das Verfahren ({procedure}) sichert ihr 1/{count} des Niveaus; werden andere abgelehnt, bekommt sie mehr.',
  'design.formula.nb-information':
    'Information über das logarithmierte Ratenverhältnis negativ-binomialer Zählungen, wie in rpact getSampleSizeCounts',
  'design.formula.nb-crossover':
    'Vergleich der Zählungen zweier Perioden innerhalb der Teilnehmer (docs/statistics/design.md)',
  'design.formula.t-test': 't-Test mit der nichtzentralen t-Verteilung, wie in R power.t.test',
  'design.formula.proportions':
    'Normalapproximation, unter der Nullhypothese gepoolte Varianz, wie in R power.prop.test',
  'design.formula.schoenfeld': 'Zahl der Ereignisse nach Schoenfeld, wie in rpact getSampleSizeSurvival',
  'design.method.nb-glm': 'Negativ-binomiale Regression',
  'design.method.poisson-glm': 'Poisson-Regression',
  'design.method.quasipoisson-glm': 'Poisson-Regression mit freier Dispersion',
  'design.method.zero-inflated-nb': 'Negativ-binomiale Regression mit Nullenüberschuss',
  'design.method.hurdle-nb': 'Hürdenmodell, logistisch und negativ-binomial',
  'design.method.nb-glmm': 'Negativ-binomiale Regression mit zufälligem Achsenabschnitt',
  'design.method.poisson-glmm': 'Poisson-Regression mit zufälligem Achsenabschnitt',
  'design.method.poisson-gamma-frailty': 'Poisson-Regression mit Gamma-Frailty',
  'design.method.conditional-poisson': 'Poisson-Regression innerhalb der Teilnehmer',
  'design.method.gee': 'Verallgemeinerte Schätzgleichungen',
  'design.method.logistic': 'Logistische Regression',
  'design.method.ancova': 'Lineare Regression mit Kovariablen',
  'design.method.lmm': 'Lineares Modell mit zufälligem Achsenabschnitt',
  'design.method.mmrm': 'Lineares Modell für wiederholte Messungen',
  'design.method.koch': 'Ranganalyse des 2×2-Crossovers',
  'design.method.wilcoxon': 'Wilcoxon-Mann-Whitney-Test',
  'design.method.van-elteren': 'Rangsummentest innerhalb der Strata',
  'design.method.permutation': 'Permutationstest',
  'design.method.rerandomisation': 'Rerandomisierungstest',
  'design.method.two-by-two': 'Zwei Anteile',
  'design.method.mantel-haenszel': 'Zwei Anteile innerhalb der Strata',
  'design.method.two-poisson-rates': 'Zwei Ereignisraten',
  'design.method.kaplan-meier': 'Kaplan-Meier-Kurven',
  'design.method.log-rank': 'Log-Rank-Test',
  'design.method.cox': 'Proportional-Hazards-Regression',
  'design.method.rmst': 'Eingeschränkte mittlere Zeit',
  'design.method.cumulative-incidence': 'Kumulative Inzidenz',
  'design.method.summary': 'Beschreibung ohne Vergleich',
  'design.boundary.lanDeMetsOBrienFleming': 'Lan-DeMets-Verbrauch wie O’Brien–Fleming',
  'design.boundary.lanDeMetsPocock': 'Lan-DeMets-Verbrauch wie Pocock',
  'design.boundary.hwangShihDeCani': 'Hwang-Shih-DeCani-Verbrauch',
  'design.boundary.kimDeMets': 'Kim-DeMets-Verbrauch',
  'design.boundary.oBrienFleming': 'Grenze nach O’Brien und Fleming',
  'design.boundary.pocock': 'Grenze nach Pocock',
  'design.boundary.wangTsiatis': 'Grenze nach Wang und Tsiatis',
  'design.boundary.haybittlePeto': 'Haybittle-Peto-Grenze',
  'design.procedure.holm': 'Holm',
  'design.procedure.hochberg': 'Hochberg',
  'design.procedure.hommel': 'Hommel',
  'design.procedure.bonferroni': 'Bonferroni',
  'design.procedure.fixedSequence': 'feste Reihenfolge',
  'design.procedure.graphical': 'Graph',
  'design.method.crossover-2x2-hills-armitage': '2×2-Crossover nach Hills und Armitage',
  'design.method.crossover-lmm': 'Lineares gemischtes Modell des Crossovers',
  'design.method.hodges-lehmann': 'Hodges-Lehmann-Schätzer',
} satisfies Messages;
