// What a power rests on, and by what formula it was found: the sentences of the server by their codes.
import type { Messages } from '../message.js';

export const design = {
  'design.assumption.nb-counts':
    'Conteggi binomiali negativi, tasso di controllo {controlRate}, rapporto tra i tassi {rateRatio}, dispersione φ = 1/θ = {dispersion} in entrambi i bracci.',
  'design.assumption.fixed-exposure': 'Ognuno è osservato per {exposure}.',
  'design.assumption.staggered-entry':
    'Ingresso uniforme nell’arco di {accrualTime}; lo studio finisce {followUpTime} dopo l’ultimo ingresso.',
  'design.assumption.nb-wald':
    'Test di Wald sul logaritmo del rapporto tra i tassi con informazione attesa; approssimazione per grandi campioni.',
  'design.assumption.null-variance-control-rate':
    'Varianza sotto l’ipotesi nulla dal tasso di controllo (Zhu e Lakkis 2014).',
  'design.assumption.null-variance-true-rates': 'Varianza sotto l’ipotesi nulla dai tassi veri (Zhu e Lakkis 2014).',
  'design.assumption.null-variance-pooled-rate':
    'Varianza sotto l’ipotesi nulla dal tasso complessivo (Zhu e Lakkis 2014).',
  'design.assumption.crossover-counts':
    'Conteggi di due periodi di {exposure} ciascuno, tasso di controllo {controlRate}, rapporto tra i tassi {rateRatio}, rapporto tra i periodi {periodRatio}.',
  'design.assumption.crossover-variance':
    'Varianza dei tassi relativi: {dispersionBetween} tra i partecipanti, {dispersionWithin} tra i periodi di uno stesso.',
  'design.assumption.first-periods': 'Si confrontano solo i primi periodi.',
  'design.assumption.both-periods':
    'Si confrontano i periodi di ogni partecipante; ognuno li ha entrambi; nessun effetto residuo.',
  'design.assumption.reference-normal': 'Distribuzione di riferimento: normale; varianza per grandi campioni.',
  'design.assumption.reference-t':
    'Distribuzione di riferimento: t con n − 2 gradi di libertà; varianza per grandi campioni.',
  'design.assumption.nb-equivalence':
    'Conteggi binomiali negativi, tassi {rate1} e {rate2}, dispersione φ = 1/θ = {dispersion}, esposizione {exposure}.',
  'design.assumption.rate-ratio-margin':
    'Equivalenza significa un rapporto tra i tassi compreso tra {lower} e {upper}.',
  'design.assumption.means-of-groups':
    'Esiti normali, differenza {difference}, deviazione standard entro i gruppi {sd}; test t con varianza comune.',
  'design.assumption.means-of-periods':
    'Esiti normali, differenza {difference}, deviazione standard entro i partecipanti {sd}; test t con varianza comune.',
  'design.assumption.crossover-complete':
    'Crossover AB/BA, ogni partecipante ha entrambi i periodi; nessun effetto residuo.',
  'design.assumption.proportions':
    'Proporzioni {control} con il controllo e {treatment} con il trattamento; test chi quadrato senza correzione di continuità.',
  'design.assumption.hazards-schoenfeld':
    'Rischi proporzionali, rapporto tra i rischi {hazardRatio}; formula di Schoenfeld.',
  'design.assumption.hazards-freedman':
    'Rischi proporzionali, rapporto tra i rischi {hazardRatio}; formula di Freedman.',
  'design.assumption.exponential-survival':
    'Sopravvivenza esponenziale con rischio di controllo {controlHazard}; ingresso nell’arco di {accrualTime}, poi {followUpTime} di osservazione.',
  'design.assumption.level-two-sided':
    'Livello bilaterale {alpha}; contano come potenza solo i rifiuti dal lato dell’alternativa.',
  'design.assumption.level-both-sides':
    'Livello bilaterale {alpha}; contano come potenza i rifiuti da entrambi i lati.',
  'design.assumption.level-one-sided':
    'Livello unilaterale {alpha}; contano come potenza solo i rifiuti dal lato dell’alternativa.',
  'design.assumption.level-equivalence': 'Due test unilaterali, ciascuno al livello {alpha}.',
  'design.assumption.level-equivalence-t': 'Due test t unilaterali, ciascuno al livello {alpha}.',
  'design.assumption.dropout': 'Tra i randomizzati, il {dropoutShare} non dà dati, in qualunque braccio sia.',
  'design.assumption.missing-exposure':
    'Di un’esposizione di {exposure} manca il {missingShare}; la formula lo toglie a tutti.',
  'design.assumption.dispersion-given-baseline':
    'La dispersione è quella dato il valore basale; la formula dà a tutti il tasso medio, la simulazione estrae i valori basali.',
  'design.assumption.periods-by-chance':
    'Nessun dispersionWithin è indicato: si assume che i periodi di un partecipante differiscano solo per caso (Poisson).',
  'design.assumption.more-sequences':
    'La formula è quella di due sequenze; un disegno con più sequenze ha più gradi di libertà per l’errore.',
  'design.assumption.sd-of-participants': 'La deviazione standard tra i partecipanti è {sd}.',
  'design.assumption.sd-of-periods':
    'La deviazione standard tra i partecipanti è {sd}; i periodi di uno stesso hanno correlazione {correlation}.',
  'design.assumption.sd-given-baseline':
    'La deviazione standard tra i partecipanti è {sd}; il valore basale toglie ciò che una correlazione di {correlation} spiega.',
  'design.assumption.pairs-as-groups':
    'La formula confronta due gruppi; che i partecipanti siano controlli di sé stessi è tralasciato, il che è prudente.',
  'design.assumption.looks': 'Analisi al {rates} dell’informazione prima della fine ({boundary}).',
  'design.assumption.looks-left-out':
    'Le analisi prima della fine sono tralasciate: questa è la potenza di un disegno senza di esse.',
  'design.assumption.futility-left-out':
    'Il limite di futilità è tralasciato: è noto per test unilaterali e funzioni di spesa.',
  'design.assumption.after-others':
    'È verificata solo se le {before} che la precedono nella sequenza fissa sono rifiutate.',
  'design.assumption.graph-weight': 'Il grafo le dà all’inizio {weight} del livello.',
  'design.assumption.graph-no-weight':
    'Il grafo non le dà all’inizio alcun livello: la potenza è quella al livello intero, una volta trasmesso.',
  'design.assumption.bonferroni-weight': 'Bonferroni le dà {weight} del livello.',
  'design.assumption.step-weight':
    'La procedura ({procedure}) le assicura 1/{count} del livello; rifiutarne altre gliene dà di più.',
  'design.formula.nb-information':
    'informazione sul logaritmo del rapporto tra i tassi di conteggi binomiali negativi, come in getSampleSizeCounts di rpact',
  'design.formula.nb-crossover':
    'confronto entro i partecipanti dei conteggi di due periodi (docs/statistics/design.md)',
  'design.formula.t-test': 'test t con la distribuzione t non centrale, come in power.t.test di R',
  'design.formula.proportions':
    'approssimazione normale, varianza comune sotto l’ipotesi nulla, come in power.prop.test di R',
  'design.formula.schoenfeld': 'numero di eventi di Schoenfeld, come in getSampleSizeSurvival di rpact',
  'design.method.nb-glm': 'Regressione binomiale negativa',
  'design.method.poisson-glm': 'Regressione di Poisson',
  'design.method.quasipoisson-glm': 'Regressione di Poisson con dispersione libera',
  'design.method.zero-inflated-nb': 'Regressione binomiale negativa con eccesso di zeri',
  'design.method.hurdle-nb': 'Modello hurdle, logistico e binomiale negativo',
  'design.method.nb-glmm': 'Regressione binomiale negativa con intercetta casuale',
  'design.method.poisson-glmm': 'Regressione di Poisson con intercetta casuale',
  'design.method.poisson-gamma-frailty': 'Regressione di Poisson con fragilità gamma',
  'design.method.conditional-poisson': 'Regressione di Poisson entro i partecipanti',
  'design.method.gee': 'Equazioni di stima generalizzate',
  'design.method.logistic': 'Regressione logistica',
  'design.method.ancova': 'Regressione lineare con covariate',
  'design.method.lmm': 'Modello lineare con intercetta casuale',
  'design.method.mmrm': 'Modello lineare per misure ripetute',
  'design.method.koch': 'Analisi per ranghi del crossover 2×2',
  'design.method.wilcoxon': 'Test di Wilcoxon–Mann–Whitney',
  'design.method.van-elteren': 'Test dei ranghi entro gli strati',
  'design.method.permutation': 'Test di permutazione',
  'design.method.rerandomisation': 'Test di rirandomizzazione',
  'design.method.two-by-two': 'Due proporzioni',
  'design.method.mantel-haenszel': 'Due proporzioni entro gli strati',
  'design.method.two-poisson-rates': 'Due tassi di eventi',
  'design.method.kaplan-meier': 'Curve di Kaplan–Meier',
  'design.method.log-rank': 'Test log-rank',
  'design.method.cox': 'Regressione a rischi proporzionali',
  'design.method.rmst': 'Tempo medio ristretto',
  'design.method.cumulative-incidence': 'Incidenza cumulativa',
  'design.method.summary': 'Descrizione, senza confronto',
  'design.boundary.lanDeMetsOBrienFleming': 'spesa di Lan–DeMets alla O’Brien–Fleming',
  'design.boundary.lanDeMetsPocock': 'spesa di Lan–DeMets alla Pocock',
  'design.boundary.hwangShihDeCani': 'spesa di Hwang–Shih–DeCani',
  'design.boundary.kimDeMets': 'spesa di Kim–DeMets',
  'design.boundary.oBrienFleming': 'limite di O’Brien e Fleming',
  'design.boundary.pocock': 'limite di Pocock',
  'design.boundary.wangTsiatis': 'limite di Wang e Tsiatis',
  'design.boundary.haybittlePeto': 'limite di Haybittle–Peto',
  'design.procedure.holm': 'Holm',
  'design.procedure.hochberg': 'Hochberg',
  'design.procedure.hommel': 'Hommel',
  'design.procedure.bonferroni': 'Bonferroni',
  'design.procedure.fixedSequence': 'sequenza fissa',
  'design.procedure.graphical': 'grafo',
  'design.method.crossover-2x2-hills-armitage': 'Crossover 2×2 secondo Hills e Armitage',
  'design.method.crossover-lmm': 'Modello lineare misto del crossover',
  'design.method.hodges-lehmann': 'Stima di Hodges–Lehmann',
} satisfies Messages;
