public import Evaluations

/// An evaluation as one page: no script, nothing from elsewhere, the same bytes for one record.
///
/// Everything that the record says is escaped. Cost: the size of the record.
public struct EvaluationReport: Sendable {
  public let html: String

  public init(_ record: EvaluationRecord) {
    let reading = RecordReading(record)
    let sections: [(id: String, title: String, body: HTMLText)] = [
      ("comparison", "Policies side by side", ComparisonSection(reading).html),
      ("safety", "Harm and guardrails", SafetySection(reading).html),
      ("time", "Time to recovery", RecoverySection(reading).html),
      ("failures", "Where it fails", FailureSection(reading).html),
      ("learning", "What learning needed", LearningSection(reading).html),
      ("differences", "Where the learner differs", DisagreementSection(reading).html),
      ("values", "Learned values", ValueSection(reading).html),
      ("again", "How to make it again", ReproductionSection(reading).html),
    ]
    let links = sections.map { section -> HTMLText in
      "<li><a href=\"#\(section.id)\">\(section.title)</a></li>\n"
    }
    let bodies = sections.map { section -> HTMLText in
      """
      <section id="\(section.id)" aria-labelledby="\(section.id)-h">
      <h2 id="\(section.id)-h">\(section.title)</h2>
      \(section.body)</section>

      """
    }
    let page: HTMLText = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" \
      content="default-src 'none'; style-src 'unsafe-inline'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>Evaluation of \(record.world)</title>
      <style>
      \(HTMLText(stringLiteral: ReportStyle.sheet))
      </style>
      </head>
      <body>
      \(HeadlineSection(reading).html(links: links))<main>
      \(bodies)</main>
      <footer><p>Written by kintsugi from the record of an evaluation. Intervals are at 95 %, \
      bootstrapped over seeds.</p></footer>
      </body>
      </html>

      """
    html = page.markup
  }
}
