/// The rules of the style sheet.
extension ReportStyle {
  static let layout = """
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
    body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,\
    "Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;overflow-wrap:anywhere}
    header,main,footer{max-width:1100px;margin:0 auto;padding:0 1.25rem}
    header{padding-top:2.5rem}
    footer{padding-bottom:3rem;color:var(--soft);font-size:.875rem}
    h1,h2{font-family:ui-serif,"Iowan Old Style",Georgia,"Noto Serif","DejaVu Serif",serif;\
    font-weight:600;line-height:1.2;letter-spacing:-.01em}
    h1{font-size:clamp(1.7rem,1.2rem + 2.4vw,2.7rem);margin:.2rem 0 .5rem}
    h2{font-size:1.6rem;margin:0 0 .4rem}
    h3{font-size:1.05rem;margin:1.6rem 0 .2rem;line-height:1.35}
    p{margin:.4rem 0;max-width:46rem}
    section{margin:3.2rem 0 0;padding-top:1.4rem;border-top:2px solid var(--gold)}
    a{color:var(--blue)}
    code{font:.9em ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
    .kicker{margin:0;color:var(--gold);font-size:.8rem;font-weight:600;letter-spacing:.08em;\
    text-transform:uppercase}
    .soft,.source{color:var(--soft)}
    .source{font-size:.875rem;margin-top:0}
    .lead{font-size:1.15rem;line-height:1.5;max-width:50rem}
    nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;list-style:none;margin:1rem 0 0;padding:0;\
    font-size:.9rem}
    nav a{display:inline-block;padding:.25rem 0}
    .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(13.5rem,1fr));gap:.9rem;\
    margin:1.5rem 0;padding:0;list-style:none}
    .tile,.card{background:var(--card);border:1px solid var(--line);border-radius:.6rem;\
    padding:1rem 1.1rem}
    .tile p{margin:0}
    .tile .what{font-size:.9rem;font-weight:600}
    .tile .big{font-size:2rem;line-height:1.25;font-weight:650;font-variant-numeric:tabular-nums;\
    letter-spacing:-.02em}
    .tile .more{font-size:.85rem;color:var(--soft)}
    .note{background:var(--band);border-left:4px solid var(--gold);border-radius:.3rem;\
    padding:.7rem 1rem;margin:1.2rem 0;max-width:none}
    .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:1rem;\
    margin-top:1rem}
    .pair>*{min-width:0}
    dl{display:grid;grid-template-columns:13rem minmax(0,1fr);gap:.4rem 1.2rem;margin:1rem 0}
    dt{color:var(--soft)}
    dd{margin:0;min-width:0}
    pre{background:var(--card);border:1px solid var(--line);border-radius:.4rem;padding:.8rem 1rem;\
    white-space:pre-wrap;overflow-wrap:anywhere}

    """

  static let charts = """
    figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:.6rem;\
    padding:1rem 1.1rem .8rem}
    figcaption{margin-bottom:.7rem;font-size:.9rem}
    figcaption b{display:block;font-size:1rem}
    figcaption span{color:var(--soft)}
    svg.chart{display:block;width:100%;overflow:visible}
    svg.mark{width:1em;height:1em;overflow:visible;vertical-align:-.12em;margin-right:.35em}
    svg svg{overflow:visible}
    text{font-size:12.5px;fill:var(--ink);font-variant-numeric:tabular-nums;white-space:pre}
    text.strong{font-weight:700}
    text.soft{fill:var(--soft);font-size:11.5px}
    .grid{stroke:var(--line);stroke-width:1}
    .zero{stroke:var(--soft);stroke-width:1.5}
    .track{fill:var(--track)}
    .margin{fill:var(--band)}
    .reference{stroke:var(--blue);stroke-width:1.5;stroke-dasharray:3 2}
    .learned,.other,.prior,.bound{stroke-width:2.5;stroke:var(--ink);fill:var(--ink)}
    .learned{stroke:var(--gold);fill:var(--gold)}
    .prior{stroke:var(--blue);fill:var(--card)}
    .bound{stroke:var(--grey);fill:var(--card)}
    .other{stroke:var(--ink);fill:var(--ink)}
    line.learned,line.prior,line.bound,line.other{fill:none}
    line.dashed{stroke-dasharray:7 4}
    line.whisker{stroke-width:1.5;opacity:.75}
    .legend{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;margin:.2rem 0 .6rem;padding:0;\
    list-style:none;font-size:.875rem}

    """

  static let tables = """
    table{border-collapse:collapse;width:100%;margin:.8rem 0 1.4rem;font-size:.9rem;\
    font-variant-numeric:tabular-nums}
    caption{text-align:left;color:var(--soft);font-size:.875rem;padding:0 0 .4rem}
    th,td{text-align:right;vertical-align:top;padding:.4rem .5rem;\
    border-bottom:1px solid var(--line)}
    th:first-child{text-align:left}
    thead th{font-weight:600;font-size:.8rem;line-height:1.3;color:var(--soft);\
    vertical-align:bottom;\
    border-bottom:2px solid var(--line)}
    tbody th{font-weight:600}
    td small,th small{display:block;color:var(--soft);font-size:.75rem;font-weight:400;\
    line-height:1.35}
    tr.learned{fill:none;background:var(--band)}
    tr.learned th{box-shadow:inset 4px 0 0 var(--gold)}
    tr.prior th{box-shadow:inset 4px 0 0 var(--blue)}
    td{white-space:nowrap;overflow-wrap:normal}
    table.text td,table.text thead th{text-align:left}
    table.text td{white-space:normal;overflow-wrap:anywhere;min-width:5rem}
    .small thead th,.cards:not(.heat) thead th{overflow-wrap:normal}
    .cards tbody th{min-width:6.8rem}
    .small tbody th{min-width:5.8rem}
    td small{font-size:.83em}
    .small{max-width:38rem}
    .kind th{padding-top:.9rem;font-weight:600;color:var(--soft)}
    .heat{border-spacing:2px;border-collapse:separate;font-size:.85rem}
    .heat th,.heat td{border:0;padding:.25rem .35rem;border-radius:.2rem}
    .heat td{text-align:center;vertical-align:middle;line-height:1.25}
    .heat td small{color:inherit;font-size:.72rem}
    .heat thead th{text-align:center;background:var(--paper)}
    .heat thead th:first-child,.heat .kind th{text-align:left}
    .heat .kind th{padding-top:1rem;font-size:1rem;font-weight:600;color:var(--ink)}
    .heat tbody th{font-weight:400;vertical-align:middle}
    .even{table-layout:fixed}
    .even thead th:first-child{width:24%}
    .heat td.empty{color:var(--soft)}
    .heat td{white-space:normal;overflow-wrap:anywhere}
    .by{display:block;font-size:.72rem;font-weight:700;line-height:1.2}
    .heat td.picked{outline:2px solid currentColor;outline-offset:-3px}
    .heat td.by-prior{outline-style:dashed}
    .scale{display:flex;flex-wrap:wrap;margin:.6rem 0;padding:0;list-style:none;font-size:.8rem;\
    font-variant-numeric:tabular-nums}
    .scale li{padding:.2rem .45rem;text-align:center;flex:1 0 auto}

    """

  /// Rows become cards; the head of a column stands before each figure.
  static let narrow = """
    @media screen and (max-width:640px){
    header,main,footer{padding-left:1rem;padding-right:1rem}
    header{padding-top:1.5rem}
    section{margin-top:2.4rem}
    figure{padding:.8rem .8rem .6rem}
    dl{grid-template-columns:1fr;gap:0}
    dd{margin-bottom:.6rem}
    .who{grid-template-columns:8.6rem minmax(0,1fr);gap:.2rem .8rem}
    .small th,.small td{padding:.35rem .3rem;white-space:normal}
    }
    @media screen and (max-width:1060px){
    .cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
    .cards,.cards tbody,.cards caption{display:block}
    .cards tr{display:grid;grid-template-columns:repeat(auto-fill,minmax(6.1rem,1fr));\
    gap:.1rem .5rem;\
    padding:.6rem .5rem;border-bottom:1px solid var(--line)}
    .cards th,.cards td{border:0;padding:.1rem 0;text-align:left;white-space:normal}
    .cards td{line-height:1.35}
    .cards tr.kind{display:block;padding:.9rem 0 0;border:0}
    .cards tbody th{grid-column:1/-1}
    .cards tr.learned th,.cards tr.prior th,.small tr.learned th,\
    .small tr.prior th{padding-left:.6rem}
    .cards td::before{content:attr(data-k);display:block;color:var(--soft);font-size:.72rem;\
    line-height:1.25}
    .cards.text tr{grid-template-columns:repeat(auto-fill,minmax(9rem,1fr))}
    .heat tr{grid-template-columns:repeat(auto-fill,minmax(4.7rem,1fr));gap:3px;\
    padding:.4rem 0 .2rem;border:0}
    .heat tr.kind{padding-bottom:0;display:block}
    .heat td{text-align:center;padding:.25rem .15rem}
    .heat td.empty{display:none}
    .heat td small,.heat .by{display:inline-block;margin-left:.3em}
    .heat td::before{color:inherit;font-size:.68rem}
    }

    """

  static let printed = """
    @media print{
    @page{margin:14mm}
    body{font-size:10.5pt;background:#fff}
    header,main,footer{max-width:none;padding:0}
    nav{display:none}
    .pair{grid-template-columns:1fr 1fr;gap:.6rem}
    .tiles{grid-template-columns:repeat(4,1fr);gap:.5rem}
    .tile{padding:.6rem .7rem}
    .tile .big{font-size:1.3rem}
    figure{padding:.6rem .7rem}
    section{margin-top:1.6rem;padding-top:.8rem}
    h2,h3,figcaption,caption,.kind{break-after:avoid}
    figure,tr,.tile,.note,pre{break-inside:avoid}
    table{font-size:8pt}
    thead th{font-size:7.5pt}
    .cards tbody th{min-width:5.6rem}
    .even thead th:first-child{width:20%}
    .heat th,.heat td{padding:.12rem .1rem}
    .heat thead th{font-size:7pt}
    td small{white-space:normal}
    th,td{padding:.2rem .25rem}
    thead{display:table-header-group}
    .heat td,.scale li,tr.learned,.note,.track,.margin{-webkit-print-color-adjust:exact;\
    print-color-adjust:exact}
    }
    """
}
