// What a power rests on, and by what formula it was found: the sentences of the server by their codes.
import type { Messages } from '../message.js';

export const design = {
  'design.assumption.nb-counts':
    'Negatif binom sayımlar, kontrol hızı {controlRate}, hız oranı {rateRatio}, her iki kolda yayılım φ = 1/θ = {dispersion}.',
  'design.assumption.fixed-exposure': 'Herkes {exposure} boyunca gözlenir.',
  'design.assumption.staggered-entry':
    'Girişler {accrualTime} süresine eşit dağılır; araştırma son girişten {followUpTime} sonra biter.',
  'design.assumption.nb-wald': 'Beklenen bilgiyle log hız oranının Wald testi; büyük örneklem yaklaşımı.',
  'design.assumption.null-variance-control-rate':
    'Sıfır hipotezi altındaki varyans kontrol hızından (Zhu ve Lakkis 2014).',
  'design.assumption.null-variance-true-rates':
    'Sıfır hipotezi altındaki varyans gerçek hızlardan (Zhu ve Lakkis 2014).',
  'design.assumption.null-variance-pooled-rate':
    'Sıfır hipotezi altındaki varyans birleşik hızdan (Zhu ve Lakkis 2014).',
  'design.assumption.crossover-counts':
    'Her biri {exposure} süren iki dönemin sayımları, kontrol hızı {controlRate}, hız oranı {rateRatio}, dönem oranı {periodRatio}.',
  'design.assumption.crossover-variance':
    'Göreli hızların varyansı: gönüllüler arasında {dispersionBetween}, bir gönüllünün dönemleri arasında {dispersionWithin}.',
  'design.assumption.first-periods': 'Yalnızca ilk dönemler karşılaştırılır.',
  'design.assumption.both-periods':
    'Her gönüllünün dönemleri karşılaştırılır; herkesin iki dönemi de vardır; taşınma etkisi yoktur.',
  'design.assumption.reference-normal': 'Referans dağılım: normal; büyük örneklem varyansı.',
  'design.assumption.reference-t': 'Referans dağılım: n − 2 serbestlik dereceli t; büyük örneklem varyansı.',
  'design.assumption.nb-equivalence':
    'Negatif binom sayımlar, hızlar {rate1} ve {rate2}, yayılım φ = 1/θ = {dispersion}, maruziyet {exposure}.',
  'design.assumption.rate-ratio-margin': 'Eşdeğerlik, {lower} ile {upper} arasında bir hız oranı demektir.',
  'design.assumption.means-of-groups':
    'Normal dağılan sonuçlar, fark {difference}, grup içi standart sapma {sd}; ortak varyanslı t testi.',
  'design.assumption.means-of-periods':
    'Normal dağılan sonuçlar, fark {difference}, gönüllü içi standart sapma {sd}; ortak varyanslı t testi.',
  'design.assumption.crossover-complete':
    'AB/BA çapraz tasarım, her gönüllünün iki dönemi de vardır; taşınma etkisi yoktur.',
  'design.assumption.proportions':
    'Oranlar kontrolde {control}, tedavide {treatment}; süreklilik düzeltmesi olmadan ki-kare testi.',
  'design.assumption.hazards-schoenfeld': 'Orantılı tehlikeler, tehlike oranı {hazardRatio}; Schoenfeld formülü.',
  'design.assumption.hazards-freedman': 'Orantılı tehlikeler, tehlike oranı {hazardRatio}; Freedman formülü.',
  'design.assumption.exponential-survival':
    'Kontrol tehlikesi {controlHazard} olan üstel sağkalım; {accrualTime} süresince giriş, ardından {followUpTime} izlem.',
  'design.assumption.level-two-sided': 'İki yönlü düzey {alpha}; yalnızca alternatif yönündeki redler güç sayılır.',
  'design.assumption.level-both-sides': 'İki yönlü düzey {alpha}; her iki yöndeki redler güç sayılır.',
  'design.assumption.level-one-sided': 'Tek yönlü düzey {alpha}; yalnızca alternatif yönündeki redler güç sayılır.',
  'design.assumption.level-equivalence': 'Her biri {alpha} düzeyinde iki tek yönlü test.',
  'design.assumption.level-equivalence-t': 'Her biri {alpha} düzeyinde iki tek yönlü t testi.',
  'design.assumption.dropout': 'Randomize edilenlerin {dropoutShare} kadarı, kolu ne olursa olsun veri vermez.',
  'design.assumption.missing-exposure':
    '{exposure} maruziyetin {missingShare} kadarı eksiktir; formül bunu herkesten düşer.',
  'design.assumption.dispersion-given-baseline':
    'Yayılım, başlangıç değeri verildiğindeki yayılımdır; formül herkese ortalama hızı verir, simülasyon başlangıç değerlerini çeker.',
  'design.assumption.periods-by-chance':
    'dispersionWithin belirtilmemiştir: bir gönüllünün dönemlerinin yalnızca rastlantıyla farklılaştığı varsayılır (Poisson).',
  'design.assumption.more-sequences':
    'Formül iki sıra içindir; daha çok sıralı bir tasarımın hata için daha çok serbestlik derecesi vardır.',
  'design.assumption.sd-of-participants': 'Gönüllüler arasındaki standart sapma {sd}.',
  'design.assumption.sd-of-periods':
    'Gönüllüler arasındaki standart sapma {sd}; bir gönüllünün dönemleri arasındaki korelasyon {correlation}.',
  'design.assumption.sd-given-baseline':
    'Gönüllüler arasındaki standart sapma {sd}; başlangıç değeri, {correlation} korelasyonun açıkladığını çıkarır.',
  'design.assumption.pairs-as-groups':
    'Formül iki grubu karşılaştırır; gönüllülerin kendi kontrolleri olması hesaba katılmaz, bu da temkinlidir.',
  'design.assumption.looks': 'Bitişten önce bilginin {rates} kadarında ara analizler ({boundary}).',
  'design.assumption.looks-left-out': 'Bitişten önceki analizler hesaba katılmaz: bu, onlarsız bir tasarımın gücüdür.',
  'design.assumption.futility-left-out':
    'Yararsızlık sınırı hesaba katılmaz: tek yönlü testler ve harcama fonksiyonları için bilinir.',
  'design.assumption.after-others': 'Yalnızca sabit sırada ondan önceki {before} hipotez reddedilirse sınanır.',
  'design.assumption.graph-weight': 'Grafik ona başlangıçta düzeyin {weight} kadarını verir.',
  'design.assumption.graph-no-weight':
    'Grafik ona başlangıçta düzey vermez: güç, aktarıldıktan sonraki tam düzeydeki güçtür.',
  'design.assumption.bonferroni-weight': 'Bonferroni ona düzeyin {weight} kadarını verir.',
  'design.assumption.step-weight':
    'Yöntem ({procedure}) ona düzeyin 1/{count} kadarını kesin verir; başkalarının reddi daha fazlasını verir.',
  'design.formula.nb-information':
    'negatif binom sayımların log hız oranına ilişkin bilgi, rpact getSampleSizeCounts’taki gibi',
  'design.formula.nb-crossover': 'iki dönemin sayımlarının gönüllü içi karşılaştırması (docs/statistics/design.md)',
  'design.formula.t-test': 'merkezi olmayan t dağılımıyla t testi, R power.t.test’teki gibi',
  'design.formula.proportions': 'normal yaklaşım, sıfır hipotezi altında ortak varyans, R power.prop.test’teki gibi',
  'design.formula.schoenfeld': 'Schoenfeld’in olay sayısı, rpact getSampleSizeSurvival’daki gibi',
  'design.method.nb-glm': 'Negatif binom regresyonu',
  'design.method.poisson-glm': 'Poisson regresyonu',
  'design.method.quasipoisson-glm': 'Serbest dağılımlı Poisson regresyonu',
  'design.method.zero-inflated-nb': 'Sıfır fazlalıklı negatif binom regresyonu',
  'design.method.hurdle-nb': 'Engel modeli, lojistik ve negatif binom',
  'design.method.nb-glmm': 'Rastgele kesişimli negatif binom regresyonu',
  'design.method.poisson-glmm': 'Rastgele kesişimli Poisson regresyonu',
  'design.method.poisson-gamma-frailty': 'Gama kırılganlıklı Poisson regresyonu',
  'design.method.conditional-poisson': 'Katılımcı içi Poisson regresyonu',
  'design.method.gee': 'Genelleştirilmiş tahmin denklemleri',
  'design.method.logistic': 'Lojistik regresyon',
  'design.method.ancova': 'Ortak değişkenli doğrusal regresyon',
  'design.method.lmm': 'Rastgele kesişimli doğrusal model',
  'design.method.mmrm': 'Tekrarlı ölçümler için doğrusal model',
  'design.method.koch': '2×2 çapraz tasarımın sıra çözümlemesi',
  'design.method.wilcoxon': 'Wilcoxon–Mann–Whitney testi',
  'design.method.van-elteren': 'Tabaka içi sıra toplamı testi',
  'design.method.permutation': 'Permütasyon testi',
  'design.method.rerandomisation': 'Yeniden randomizasyon testi',
  'design.method.two-by-two': 'İki oran',
  'design.method.mantel-haenszel': 'Tabaka içi iki oran',
  'design.method.two-poisson-rates': 'İki olay hızı',
  'design.method.kaplan-meier': 'Kaplan–Meier eğrileri',
  'design.method.log-rank': 'Log-rank testi',
  'design.method.cox': 'Orantılı tehlikeler regresyonu',
  'design.method.rmst': 'Sınırlı ortalama süre',
  'design.method.cumulative-incidence': 'Kümülatif insidans',
  'design.method.summary': 'Betimleme, karşılaştırma yok',
  'design.boundary.lanDeMetsOBrienFleming': 'O’Brien–Fleming benzeri Lan–DeMets harcaması',
  'design.boundary.lanDeMetsPocock': 'Pocock benzeri Lan–DeMets harcaması',
  'design.boundary.hwangShihDeCani': 'Hwang–Shih–DeCani harcaması',
  'design.boundary.kimDeMets': 'Kim–DeMets harcaması',
  'design.boundary.oBrienFleming': 'O’Brien–Fleming sınırı',
  'design.boundary.pocock': 'Pocock sınırı',
  'design.boundary.wangTsiatis': 'Wang–Tsiatis sınırı',
  'design.boundary.haybittlePeto': 'Haybittle–Peto sınırı',
  'design.procedure.holm': 'Holm',
  'design.procedure.hochberg': 'Hochberg',
  'design.procedure.hommel': 'Hommel',
  'design.procedure.bonferroni': 'Bonferroni',
  'design.procedure.fixedSequence': 'sabit sıra',
  'design.procedure.graphical': 'çizge',
  'design.method.crossover-2x2-hills-armitage': 'Hills ve Armitage’a göre 2×2 çapraz tasarım',
  'design.method.crossover-lmm': 'Çapraz tasarımın doğrusal karma modeli',
  'design.method.hodges-lehmann': 'Hodges–Lehmann tahmini',
} satisfies Messages;
