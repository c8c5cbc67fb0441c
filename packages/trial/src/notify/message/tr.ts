// What notices say in Turkish: by code; {names} stand for facts. Never an arm, never the name of a participant.
import type { NoticeWords } from '../notice-words.js';
import type { NoticeCode } from './en.js';

export const turkishNotices = {
  'serious-event': {
    subject: '{site} merkezindeki {participant} numaralı gönüllüde ciddi advers olay',
    text: 'Ciddi bir advers olay kaydedildi. Ciddi olaylar arasında bakın, alınanları kaydedin ve değerlendirin.',
  },
  'serious-event-changed': {
    subject: '{site} merkezindeki {participant} numaralı gönüllünün ciddi olayı hakkında yeni bilgi',
    text: 'Ciddi bir advers olayın kaydı değişti. Takip bildirimi gerekip gerekmediğine karar verin.',
  },
  'serious-event-assessed': {
    subject: 'Destekleyici, {site} merkezindeki {participant} numaralı gönüllünün ciddi olayını değerlendirdi',
    text: 'Destekleyicinin kararı, olduğu gibi kalan araştırmacı kararının yanında durur.',
  },
  'special-interest': {
    subject: '{site} merkezindeki {participant} numaralı gönüllüde özel ilgi gerektiren olay ({interest})',
    text: 'Protokolün özel ilgi gerektirdiğini belirttiği bir olay kaydedildi.',
  },
  pregnancy: {
    subject: '{site} merkezindeki {participant} numaralı gönüllü için gebelik kaydedildi',
    text: 'Sonucu belli oluncaya kadar izleyin.',
  },
  'clock-running': {
    subject: 'Bildirim süresi: {clock}, en geç {dueAt}: {site} merkezindeki {participant} numaralı gönüllü',
    text: 'Sürenin yarısı geçti. Bildirimi gönderip alındığını kaydedin veya bu bildiriyi onaylayın.',
  },
  'clock-urgent': {
    subject: 'Acil: bildirim süresi: {clock}, en geç {dueAt}: {site} merkezindeki {participant} numaralı gönüllü',
    text: 'Sürenin beşte dördü geçti. Bildirimi gönderin ve alındığını kaydedin.',
  },
  'clock-overdue': {
    subject:
      'Gecikti: bildirim süresi: {clock}, en geç {dueAt} idi: {site} merkezindeki {participant} numaralı gönüllü',
    text: 'Bildirimi şimdi gönderin ve neden geciktiğini kaydedin.',
  },
  'code-broken': {
    subject: '{site} merkezindeki {participant} numaralı gönüllünün kodu kırıldı',
    text: 'Kimin neden kırdığı kayıtlarda. Tedavi bu iletide yer almaz; sormayın.',
  },
  'rater-barred': {
    subject: '{site} merkezindeki {participant} numaralı gönüllünün kör değerlendirmeleri sona eriyor',
    text: 'Bu gönüllünün kodu kırıldı. Bekleyen değerlendirmeleri tedaviyi bilmeyen birine verin.',
  },
  'important-deviation': {
    subject: '{site} merkezindeki {participant} numaralı gönüllüde önemli sapma: {rule}',
    text: 'Sapmalar arasında bakın.',
  },
  'scan-unreadable': {
    subject: '{site} merkezindeki {participant} numaralı gönüllünün bir görüntüsü okunamıyor: {visit} viziti',
    text: 'Görüntüyü protokole göre yeniden çekin ve aynı numarayla etiketleyin.',
  },
  withdrawal: {
    subject: '{site} merkezindeki {participant} numaralı gönüllü çekildi ({kind})',
    text: 'Bu gönüllü için nelerin kaldığına bakın.',
  },
  'site-active': {
    subject: '{site} merkezi etkin',
    text: 'Tarama başlayabilir.',
  },
  'trial-live': {
    subject: 'Araştırma canlıya alındı',
    text: 'Etkin merkezlerde gönüllüler taranabilir.',
  },
  'trial-locked': {
    subject: 'Araştırma kilitli',
    text: 'Açılışlar ve silmeler dışında artık hiçbir şey kaydedilmez.',
  },
  'trial-unblinded': {
    subject: 'Araştırmanın körlüğü kaldırıldı',
    text: 'Atama herkese açıklandı.',
  },
  'board-recommended': {
    subject: 'Güvenlilik kurulu {meeting} toplantısından sonra önerdi: {recommendation}',
    text: 'Mektubu kurulun toplantıları arasındadır.',
  },
  'stopping-rule': {
    subject: '{rule} durdurma kuralına ulaşıldı',
    text: 'Tüm gönüllüler üzerinden, kör olarak sayıldı. Güvenlilik kurulunu arayın.',
  },
  'safety-rule-evaluated': {
    subject: 'Güvenlilik kuralları değerlendirildi: kapalı odaya bakın',
    text: 'Tedaviye göre en az bir kurala ulaşıldı. Bu ileti yalnızca güvenlilik kurulunun istatistikçisine gider.',
  },
} as const satisfies Readonly<Record<NoticeCode, NoticeWords>>;
