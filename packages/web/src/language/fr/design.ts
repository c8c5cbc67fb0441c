// What a power rests on, and by what formula it was found: the sentences of the server by their codes.
import type { Messages } from '../message.js';

export const design = {
  'design.assumption.nb-counts':
    'Comptages binomiaux négatifs, taux du contrôle {controlRate}, rapport des taux {rateRatio}, dispersion φ = 1/θ = {dispersion} dans les deux bras.',
  'design.assumption.fixed-exposure': 'Chacun est observé pendant {exposure}.',
  'design.assumption.staggered-entry':
    'Entrée régulière sur {accrualTime} ; l’essai se termine {followUpTime} après la dernière entrée.',
  'design.assumption.nb-wald':
    'Test de Wald du logarithme du rapport des taux avec information attendue ; approximation pour grands échantillons.',
  'design.assumption.null-variance-control-rate':
    'Variance sous l’hypothèse nulle d’après le taux du contrôle (Zhu et Lakkis 2014).',
  'design.assumption.null-variance-true-rates':
    'Variance sous l’hypothèse nulle d’après les vrais taux (Zhu et Lakkis 2014).',
  'design.assumption.null-variance-pooled-rate':
    'Variance sous l’hypothèse nulle d’après le taux commun (Zhu et Lakkis 2014).',
  'design.assumption.crossover-counts':
    'Comptages de deux périodes de {exposure} chacune, taux du contrôle {controlRate}, rapport des taux {rateRatio}, rapport des périodes {periodRatio}.',
  'design.assumption.crossover-variance':
    'Variance des taux relatifs : {dispersionBetween} entre participants, {dispersionWithin} entre les périodes d’un même participant.',
  'design.assumption.first-periods': 'Seules les premières périodes sont comparées.',
  'design.assumption.both-periods':
    'Les périodes de chaque participant sont comparées ; chacun a les deux ; pas d’effet rémanent.',
  'design.assumption.reference-normal': 'Loi de référence : normale ; variance pour grands échantillons.',
  'design.assumption.reference-t':
    'Loi de référence : t à n − 2 degrés de liberté ; variance pour grands échantillons.',
  'design.assumption.nb-equivalence':
    'Comptages binomiaux négatifs, taux {rate1} et {rate2}, dispersion φ = 1/θ = {dispersion}, exposition {exposure}.',
  'design.assumption.rate-ratio-margin': 'L’équivalence signifie un rapport des taux entre {lower} et {upper}.',
  'design.assumption.means-of-groups':
    'Résultats normaux, différence {difference}, écart-type intragroupe {sd} ; test t à variance commune.',
  'design.assumption.means-of-periods':
    'Résultats normaux, différence {difference}, écart-type intraparticipant {sd} ; test t à variance commune.',
  'design.assumption.crossover-complete':
    'Essai croisé AB/BA, chaque participant a les deux périodes ; pas d’effet rémanent.',
  'design.assumption.proportions':
    'Proportions {control} sous contrôle et {treatment} sous traitement ; test du chi-deux sans correction de continuité.',
  'design.assumption.hazards-schoenfeld':
    'Risques proportionnels, rapport des risques instantanés {hazardRatio} ; formule de Schoenfeld.',
  'design.assumption.hazards-freedman':
    'Risques proportionnels, rapport des risques instantanés {hazardRatio} ; formule de Freedman.',
  'design.assumption.exponential-survival':
    'Survie exponentielle avec risque instantané du contrôle {controlHazard} ; entrée sur {accrualTime}, puis {followUpTime} de suivi.',
  'design.assumption.level-two-sided':
    'Niveau bilatéral {alpha} ; seuls les rejets du côté de l’alternative comptent comme puissance.',
  'design.assumption.level-both-sides':
    'Niveau bilatéral {alpha} ; les rejets des deux côtés comptent comme puissance.',
  'design.assumption.level-one-sided':
    'Niveau unilatéral {alpha} ; seuls les rejets du côté de l’alternative comptent comme puissance.',
  'design.assumption.level-equivalence': 'Deux tests unilatéraux, chacun au niveau {alpha}.',
  'design.assumption.level-equivalence-t': 'Deux tests t unilatéraux, chacun au niveau {alpha}.',
  'design.assumption.dropout':
    'Parmi les randomisés, {dropoutShare} ne donnent pas de données, quel que soit leur bras.',
  'design.assumption.missing-exposure':
    'D’une exposition de {exposure}, {missingShare} manquent ; la formule les retire à chacun.',
  'design.assumption.dispersion-given-baseline':
    'La dispersion est celle à valeur initiale donnée ; la formule donne à chacun le taux moyen, la simulation tire des valeurs initiales.',
  'design.assumption.periods-by-chance':
    'Aucun dispersionWithin n’est indiqué : on suppose que les périodes d’un participant ne diffèrent que par hasard (Poisson).',
  'design.assumption.more-sequences':
    'La formule est celle de deux séquences ; un plan qui en a plus a plus de degrés de liberté pour l’erreur.',
  'design.assumption.sd-of-participants': 'L’écart-type entre participants est {sd}.',
  'design.assumption.sd-of-periods':
    'L’écart-type entre participants est {sd} ; les périodes d’un même participant ont une corrélation de {correlation}.',
  'design.assumption.sd-given-baseline':
    'L’écart-type entre participants est {sd} ; la valeur initiale retire ce qu’explique une corrélation de {correlation}.',
  'design.assumption.pairs-as-groups':
    'La formule compare deux groupes ; que les participants soient leurs propres témoins est laissé de côté, ce qui est prudent.',
  'design.assumption.looks': 'Analyses à {rates} de l’information avant la fin ({boundary}).',
  'design.assumption.looks-left-out':
    'Les analyses avant la fin sont laissées de côté : c’est la puissance d’un plan sans elles.',
  'design.assumption.futility-left-out':
    'La limite de futilité est laissée de côté : elle est connue pour les tests unilatéraux et les fonctions de dépense.',
  'design.assumption.after-others':
    'Elle n’est testée que si les {before} qui la précèdent dans la séquence fixe sont rejetées.',
  'design.assumption.graph-weight': 'Le graphe lui donne {weight} du niveau au départ.',
  'design.assumption.graph-no-weight':
    'Le graphe ne lui donne aucun niveau au départ : la puissance est celle au niveau entier, une fois transmis.',
  'design.assumption.bonferroni-weight': 'Bonferroni lui donne {weight} du niveau.',
  'design.assumption.step-weight':
    'La procédure ({procedure}) lui assure 1/{count} du niveau ; en rejeter d’autres lui en donne plus.',
  'design.formula.nb-information':
    'information sur le logarithme du rapport des taux de comptages binomiaux négatifs, comme getSampleSizeCounts de rpact',
  'design.formula.nb-crossover':
    'comparaison intraparticipant des comptages de deux périodes (docs/statistics/design.md)',
  'design.formula.t-test': 'test t avec la loi t non centrale, comme power.t.test de R',
  'design.formula.proportions':
    'approximation normale, variance commune sous l’hypothèse nulle, comme power.prop.test de R',
  'design.formula.schoenfeld': 'nombre d’événements de Schoenfeld, comme getSampleSizeSurvival de rpact',
  'design.method.nb-glm': 'Régression binomiale négative',
  'design.method.poisson-glm': 'Régression de Poisson',
  'design.method.quasipoisson-glm': 'Régression de Poisson à dispersion libre',
  'design.method.zero-inflated-nb': 'Régression binomiale négative avec excès de zéros',
  'design.method.hurdle-nb': 'Modèle à barrière, logistique et binomial négatif',
  'design.method.nb-glmm': 'Régression binomiale négative à ordonnée aléatoire',
  'design.method.poisson-glmm': 'Régression de Poisson à ordonnée aléatoire',
  'design.method.poisson-gamma-frailty': 'Régression de Poisson à fragilité gamma',
  'design.method.conditional-poisson': 'Régression de Poisson intra-participant',
  'design.method.gee': 'Équations d’estimation généralisées',
  'design.method.logistic': 'Régression logistique',
  'design.method.ancova': 'Régression linéaire avec covariables',
  'design.method.lmm': 'Modèle linéaire à ordonnée aléatoire',
  'design.method.mmrm': 'Modèle linéaire pour mesures répétées',
  'design.method.koch': 'Analyse de rangs du croisement 2×2',
  'design.method.wilcoxon': 'Test de Wilcoxon–Mann–Whitney',
  'design.method.van-elteren': 'Test de rangs par strate',
  'design.method.permutation': 'Test de permutation',
  'design.method.rerandomisation': 'Test de rerandomisation',
  'design.method.two-by-two': 'Deux proportions',
  'design.method.mantel-haenszel': 'Deux proportions par strate',
  'design.method.two-poisson-rates': 'Deux taux d’événements',
  'design.method.kaplan-meier': 'Courbes de Kaplan–Meier',
  'design.method.log-rank': 'Test du log-rank',
  'design.method.cox': 'Régression à risques proportionnels',
  'design.method.rmst': 'Temps moyen restreint',
  'design.method.cumulative-incidence': 'Incidence cumulée',
  'design.method.summary': 'Description sans comparaison',
  'design.boundary.lanDeMetsOBrienFleming': 'dépense de Lan–DeMets à la O’Brien–Fleming',
  'design.boundary.lanDeMetsPocock': 'dépense de Lan–DeMets à la Pocock',
  'design.boundary.hwangShihDeCani': 'dépense de Hwang–Shih–DeCani',
  'design.boundary.kimDeMets': 'dépense de Kim–DeMets',
  'design.boundary.oBrienFleming': 'limite d’O’Brien et Fleming',
  'design.boundary.pocock': 'limite de Pocock',
  'design.boundary.wangTsiatis': 'limite de Wang et Tsiatis',
  'design.boundary.haybittlePeto': 'limite de Haybittle–Peto',
  'design.procedure.holm': 'Holm',
  'design.procedure.hochberg': 'Hochberg',
  'design.procedure.hommel': 'Hommel',
  'design.procedure.bonferroni': 'Bonferroni',
  'design.procedure.fixedSequence': 'séquence fixe',
  'design.procedure.graphical': 'graphe',
  'design.method.crossover-2x2-hills-armitage': 'Croisement 2×2 selon Hills et Armitage',
  'design.method.crossover-lmm': 'Modèle linéaire mixte du croisement',
  'design.method.hodges-lehmann': 'Estimation de Hodges–Lehmann',
} satisfies Messages;
