/**
 * How the page looks: on paper first, A4, in black. Lines and boxes are drawn with borders, which are printed also where
 * backgrounds are not. A new page begins between parts or steps: no step is torn, and no heading stands alone.
 */
export const PAGE_STYLE = `
@page { size: A4; margin: 16mm 16mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; } }
* { box-sizing: border-box; }
html { font: 12pt/1.4 "Liberation Sans", Arial, Helvetica, sans-serif; color: #000; background: #fff; }
body { max-width: 178mm; margin: 0 auto; padding: 8mm; }
h1 { font-size: 19pt; line-height: 1.2; margin: 0 0 5mm; overflow-wrap: anywhere; }
h2 { font-size: 14pt; line-height: 1.25; margin: 0 0 2mm; padding-bottom: 1mm; border-bottom: 1.2pt solid #000; break-after: avoid; }
p { margin: 0 0 1.5mm; }
.lead { margin-bottom: 2.5mm; break-after: avoid; }
section { margin: 0 0 6mm; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: 1.1mm 2mm 1.1mm 0; border-bottom: .5pt solid #000; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { width: 52mm; font-weight: normal; }
td { font-weight: bold; }
.warnings { border: 1.2pt solid #000; padding: 3mm 4mm; break-inside: avoid; }
.warnings h2 { border: 0; padding: 0; }
.warnings ul { margin: 0; padding-left: 5mm; }
ol { list-style: none; margin: 0; padding: 0; }
.phase > ol > li { display: grid; grid-template-columns: 6mm 10mm 1fr; padding: 2mm 0; break-inside: avoid; }
.phase > ol > li > input { appearance: none; -webkit-appearance: none; width: 4.4mm; height: 4.4mm; margin: .6mm 0 0; border: 1pt solid #000; border-radius: 0; background: #fff; }
.phase > ol > li > input:checked::before { content: "\\2713"; display: block; font: bold 11pt/3.6mm sans-serif; text-align: center; }
.number { font-weight: bold; }
.exact { margin: 1.5mm 0 2mm; padding: 1.2mm 2.5mm; border-left: 2pt solid #000; }
code { font: .94em "Liberation Mono", "Courier New", monospace; overflow-wrap: anywhere; }
.exact code { font-size: 10pt; }
.notes { margin: 0; padding-left: 5mm; font-size: 11pt; }
.notes li { margin-bottom: .8mm; }
.blank { display: flex; align-items: flex-end; gap: 2mm; margin: 2.5mm 0 0; min-height: 7mm; }
.blank span + span { flex: 1 0 30mm; border-bottom: .8pt solid #000; }
.signature { break-inside: avoid; }
.signature .blank { min-height: 11mm; }
footer { font-size: 9.5pt; }
@media print { body { max-width: none; padding: 0; } code { white-space: nowrap; } .exact code { white-space: pre-wrap; } .signature { break-before: avoid; } }
`;
