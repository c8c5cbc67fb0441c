// The closed room of the safety board's statistician.
import type { Messages } from '../message.js';

export const board = {
  'board.title': 'Kapalı oda',
  'board.help':
    'Güvenlilik kurulu için tablolar; gruplar, her toplantı için yeniden çekilen harflerle gösterilir. Bunları yalnızca siz ve kurul görürsünüz.',
  'board.open': 'Bir toplantının tablolarını aç',
  'board.openHelp': 'Tabloları açtığınız herkes için kaydedilir. Tabloların içeriği kaydedilmez.',
  'board.meeting': 'Toplantının adı, örneğin meeting-3',
  'board.meetingForm': 'Bir harf, ardından harf, rakam veya kısa çizgi',
  'board.purpose': 'Amaç',
  'board.confirm': '{meeting} tablolarını açmak üzeresiniz.',
  'board.none': 'Henüz hiçbir tablo açılmadı.',
  'board.choose': 'Toplantı',
  'board.bySequence': 'Sekansa göre',
  'board.byTreatmentAtOnset': 'Başlangıçtaki tedaviye göre',
  'board.stoppingRule': 'Tedaviye göre durdurma kuralları',
  'board.events': 'Olaylar',
  'board.group': 'Grup {group}',
  'board.cell': '{withEvent} / {participants}; {count, plural, one {# olay} other {# olay}}',
  'board.cellShort': '{withEvent} / {participants}',
  'board.cellHint': 'Her hücre: olayı olan gönüllüler / tüm gönüllüler; olaylar.',
  'board.reached': 'Ulaşıldı',
  'board.notReached': 'Ulaşılmadı',
  'board.difference': 'Son toplantıdan bu yana',
  'board.differenceHelp':
    'Son toplantı için mühürlediğiniz paketi seçin. Harfler toplantıdan toplantıya değişir; bu nedenle yalnızca grupların toplamları karşılaştırılır.',
  'board.package': 'Son toplantının paketi',
  'board.notPackage': 'Bu dosya bu araştırmanın paketi değil.',
  'board.before': 'O zaman',
  'board.now': 'Şimdi',
  'board.change': 'Değişim',
  'board.noChange': 'Hiçbir şey değişmedi.',
  'board.seal': 'Paketi mühürle',
  'board.sealed': 'Mühürlendi. Dosyayı saklayın: {digest} parmak izi kayıttadır.',
  'board.packageTitle': '{meeting} kapalı raporu',
  'board.recommendation': 'Öneri',
  'board.noRecommendation': 'Henüz kaydedilmedi. Mektubu güvenlilik sorumlusu kaydeder.',
  'board.lettersByRow':
    'Bir katılımcının kodu açıldı. Bir satırda bilinen diğerini ele vermesin diye harfler her satır için yeniden çekilir: satır boyunca okuyun, sütun boyunca değil.',
} satisfies Messages;
