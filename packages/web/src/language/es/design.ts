// What a power rests on, and by what formula it was found: the sentences of the server by their codes.
import type { Messages } from '../message.js';

export const design = {
  'design.assumption.nb-counts':
    'Recuentos binomiales negativos, tasa de control {controlRate}, razón de tasas {rateRatio}, dispersión φ = 1/θ = {dispersion} en ambos brazos.',
  'design.assumption.fixed-exposure': 'Se observa a todos durante {exposure}.',
  'design.assumption.staggered-entry':
    'Entrada uniforme durante {accrualTime}; el ensayo termina {followUpTime} después de la última entrada.',
  'design.assumption.nb-wald':
    'Prueba de Wald del logaritmo de la razón de tasas con información esperada; aproximación para muestras grandes.',
  'design.assumption.null-variance-control-rate':
    'Varianza bajo la hipótesis nula a partir de la tasa de control (Zhu y Lakkis 2014).',
  'design.assumption.null-variance-true-rates':
    'Varianza bajo la hipótesis nula a partir de las tasas verdaderas (Zhu y Lakkis 2014).',
  'design.assumption.null-variance-pooled-rate':
    'Varianza bajo la hipótesis nula a partir de la tasa conjunta (Zhu y Lakkis 2014).',
  'design.assumption.crossover-counts':
    'Recuentos de dos periodos de {exposure} cada uno, tasa de control {controlRate}, razón de tasas {rateRatio}, razón de periodos {periodRatio}.',
  'design.assumption.crossover-variance':
    'Varianza de las tasas relativas: {dispersionBetween} entre participantes, {dispersionWithin} entre los periodos de uno mismo.',
  'design.assumption.first-periods': 'Solo se comparan los primeros periodos.',
  'design.assumption.both-periods':
    'Se comparan los periodos de cada participante; todos tienen ambos; sin efecto residual.',
  'design.assumption.reference-normal': 'Distribución de referencia: normal; varianza para muestras grandes.',
  'design.assumption.reference-t':
    'Distribución de referencia: t con n − 2 grados de libertad; varianza para muestras grandes.',
  'design.assumption.nb-equivalence':
    'Recuentos binomiales negativos, tasas {rate1} y {rate2}, dispersión φ = 1/θ = {dispersion}, exposición {exposure}.',
  'design.assumption.rate-ratio-margin': 'Equivalencia significa una razón de tasas entre {lower} y {upper}.',
  'design.assumption.means-of-groups':
    'Resultados normales, diferencia {difference}, desviación estándar dentro de los grupos {sd}; prueba t con varianza común.',
  'design.assumption.means-of-periods':
    'Resultados normales, diferencia {difference}, desviación estándar dentro de los participantes {sd}; prueba t con varianza común.',
  'design.assumption.crossover-complete':
    'Diseño cruzado AB/BA, cada participante tiene ambos periodos; sin efecto residual.',
  'design.assumption.proportions':
    'Proporciones {control} con control y {treatment} con tratamiento; prueba de ji al cuadrado sin corrección de continuidad.',
  'design.assumption.hazards-schoenfeld':
    'Riesgos proporcionales, razón de riesgos instantáneos {hazardRatio}; fórmula de Schoenfeld.',
  'design.assumption.hazards-freedman':
    'Riesgos proporcionales, razón de riesgos instantáneos {hazardRatio}; fórmula de Freedman.',
  'design.assumption.exponential-survival':
    'Supervivencia exponencial con riesgo de control {controlHazard}; entrada durante {accrualTime} y luego {followUpTime} de seguimiento.',
  'design.assumption.level-two-sided':
    'Nivel bilateral {alpha}; solo cuentan como potencia los rechazos del lado de la alternativa.',
  'design.assumption.level-both-sides': 'Nivel bilateral {alpha}; cuentan como potencia los rechazos de ambos lados.',
  'design.assumption.level-one-sided':
    'Nivel unilateral {alpha}; solo cuentan como potencia los rechazos del lado de la alternativa.',
  'design.assumption.level-equivalence': 'Dos pruebas unilaterales, cada una al nivel {alpha}.',
  'design.assumption.level-equivalence-t': 'Dos pruebas t unilaterales, cada una al nivel {alpha}.',
  'design.assumption.dropout': 'De los aleatorizados, el {dropoutShare} no da datos, sea cual sea su brazo.',
  'design.assumption.missing-exposure':
    'De una exposición de {exposure} falta el {missingShare}; la fórmula se lo quita a todos.',
  'design.assumption.dispersion-given-baseline':
    'La dispersión es la que hay dado el valor basal; la fórmula da a todos la tasa media, la simulación sortea los valores basales.',
  'design.assumption.periods-by-chance':
    'No se indica dispersionWithin: se supone que los periodos de un participante difieren solo por azar (Poisson).',
  'design.assumption.more-sequences':
    'La fórmula es la de dos secuencias; un diseño con más tiene más grados de libertad para el error.',
  'design.assumption.sd-of-participants': 'La desviación estándar entre participantes es {sd}.',
  'design.assumption.sd-of-periods':
    'La desviación estándar entre participantes es {sd}; los periodos de uno mismo tienen una correlación de {correlation}.',
  'design.assumption.sd-given-baseline':
    'La desviación estándar entre participantes es {sd}; el valor basal quita lo que explica una correlación de {correlation}.',
  'design.assumption.pairs-as-groups':
    'La fórmula compara dos grupos; que los participantes sean sus propios controles se deja de lado, lo que es prudente.',
  'design.assumption.looks': 'Análisis al {rates} de la información antes del final ({boundary}).',
  'design.assumption.looks-left-out':
    'Los análisis antes del final se dejan de lado: esta es la potencia de un diseño sin ellos.',
  'design.assumption.futility-left-out':
    'El límite de futilidad se deja de lado: se conoce para pruebas unilaterales y funciones de gasto.',
  'design.assumption.after-others':
    'Solo se contrasta si se rechazan las {before} que la preceden en la secuencia fija.',
  'design.assumption.graph-weight': 'El grafo le da al inicio {weight} del nivel.',
  'design.assumption.graph-no-weight':
    'El grafo no le da ningún nivel al inicio: la potencia es la del nivel entero, una vez transmitido.',
  'design.assumption.bonferroni-weight': 'Bonferroni le da {weight} del nivel.',
  'design.assumption.step-weight':
    'El procedimiento ({procedure}) le asegura 1/{count} del nivel; rechazar otras le da más.',
  'design.formula.nb-information':
    'información sobre el logaritmo de la razón de tasas de recuentos binomiales negativos, como getSampleSizeCounts de rpact',
  'design.formula.nb-crossover':
    'comparación, dentro de cada participante, de los recuentos de dos periodos (docs/statistics/design.md)',
  'design.formula.t-test': 'prueba t con la distribución t no central, como power.t.test de R',
  'design.formula.proportions': 'aproximación normal, varianza común bajo la hipótesis nula, como power.prop.test de R',
  'design.formula.schoenfeld': 'número de acontecimientos de Schoenfeld, como getSampleSizeSurvival de rpact',
  'design.method.nb-glm': 'Regresión binomial negativa',
  'design.method.poisson-glm': 'Regresión de Poisson',
  'design.method.quasipoisson-glm': 'Regresión de Poisson con dispersión libre',
  'design.method.zero-inflated-nb': 'Regresión binomial negativa con exceso de ceros',
  'design.method.hurdle-nb': 'Modelo de valla, logístico y binomial negativo',
  'design.method.nb-glmm': 'Regresión binomial negativa con intercepto aleatorio',
  'design.method.poisson-glmm': 'Regresión de Poisson con intercepto aleatorio',
  'design.method.poisson-gamma-frailty': 'Regresión de Poisson con fragilidad gamma',
  'design.method.conditional-poisson': 'Regresión de Poisson dentro de cada participante',
  'design.method.gee': 'Ecuaciones de estimación generalizadas',
  'design.method.logistic': 'Regresión logística',
  'design.method.ancova': 'Regresión lineal con covariables',
  'design.method.lmm': 'Modelo lineal con intercepto aleatorio',
  'design.method.mmrm': 'Modelo lineal para medidas repetidas',
  'design.method.koch': 'Análisis de rangos del cruzado 2×2',
  'design.method.wilcoxon': 'Prueba de Wilcoxon–Mann–Whitney',
  'design.method.van-elteren': 'Prueba de rangos por estratos',
  'design.method.permutation': 'Prueba de permutación',
  'design.method.rerandomisation': 'Prueba de realeatorización',
  'design.method.two-by-two': 'Dos proporciones',
  'design.method.mantel-haenszel': 'Dos proporciones por estratos',
  'design.method.two-poisson-rates': 'Dos tasas de eventos',
  'design.method.kaplan-meier': 'Curvas de Kaplan–Meier',
  'design.method.log-rank': 'Prueba log-rank',
  'design.method.cox': 'Regresión de riesgos proporcionales',
  'design.method.rmst': 'Tiempo medio restringido',
  'design.method.cumulative-incidence': 'Incidencia acumulada',
  'design.method.summary': 'Descripción sin comparación',
  'design.boundary.lanDeMetsOBrienFleming': 'gasto de Lan–DeMets como O’Brien–Fleming',
  'design.boundary.lanDeMetsPocock': 'gasto de Lan–DeMets como Pocock',
  'design.boundary.hwangShihDeCani': 'gasto de Hwang–Shih–DeCani',
  'design.boundary.kimDeMets': 'gasto de Kim–DeMets',
  'design.boundary.oBrienFleming': 'límite de O’Brien y Fleming',
  'design.boundary.pocock': 'límite de Pocock',
  'design.boundary.wangTsiatis': 'límite de Wang y Tsiatis',
  'design.boundary.haybittlePeto': 'límite de Haybittle–Peto',
  'design.procedure.holm': 'Holm',
  'design.procedure.hochberg': 'Hochberg',
  'design.procedure.hommel': 'Hommel',
  'design.procedure.bonferroni': 'Bonferroni',
  'design.procedure.fixedSequence': 'secuencia fija',
  'design.procedure.graphical': 'grafo',
  'design.method.crossover-2x2-hills-armitage': 'Cruzado 2×2 según Hills y Armitage',
  'design.method.crossover-lmm': 'Modelo lineal mixto del cruzado',
  'design.method.hodges-lehmann': 'Estimación de Hodges–Lehmann',
} satisfies Messages;
