import Testing

@testable import Baselines

@Suite struct BatchDateTests {
  @Test(arguments: [
    ("day=2013-04-18", 2013, 4, 18), ("dt=20130418", 2013, 4, 18),
    ("year=2024/month=2/day=29", 2024, 2, 29), ("s3://b/t/2000/01/01/x", 2000, 1, 1),
    ("run 7 of 1999-12-31", 1999, 12, 31),
  ])
  func `finds the day in a batch's name`(name: String, year: Int, month: Int, day: Int) throws {
    let found = try #require(BatchDate(in: name))
    #expect(found.civil == (year, month, day))
  }

  @Test(arguments: ["", "batch 7", "day=2013-02-29", "day=2013-13-01", "123456789", "99991231"])
  func `finds none where there is none`(name: String) {
    #expect(BatchDate(in: name) == nil)
  }

  @Test func `counts days without a gap over leap years`() throws {
    var last = try #require(BatchDate(year: 1999, month: 12, day: 31)).days
    for year in 2000...2004 {
      for month in 1...12 {
        for day in 1...31 {
          guard let date = BatchDate(year: year, month: month, day: day) else { continue }
          #expect(date.days == last + 1)
          last = date.days
        }
      }
    }
  }
}
