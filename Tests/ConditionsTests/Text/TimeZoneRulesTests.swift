import Foundation
import Testing

@testable import Conditions

@Suite struct TimeZoneRulesTests {
  @Test(arguments: [
    "Europe/Berlin", "America/New_York", "America/St_Johns", "Asia/Kathmandu", "Australia/Sydney",
    "Pacific/Chatham", "America/Santiago", "Asia/Tehran", "US/Central",
    "Europe/Dublin", "Pacific/Apia", "Antarctica/Troll", "Etc/GMT+5",
  ])
  func `agrees with the system's other reader, long ago and far ahead`(name: String) throws {
    let zone = try #require(TimeZoneRules.named(name))
    let other = try #require(TimeZone(identifier: name))
    var random = SplitMix64(seed: 99)
    for _ in 0..<2_000 {
      // 1950 to 2037: the other reader stops following yearly rules there.
      let seconds = Int64(random.next() % 2_760_000_000) - 631_152_000
      let wanted = other.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
      #expect(zone.offset(atUnixSeconds: seconds) == wanted, "\(name) at \(seconds)")
    }
  }

  @Test(
    arguments: [
      ("Europe/Berlin", 4_102_444_800, 3_600), ("Europe/Berlin", 4_118_083_200, 7_200),
      ("America/New_York", 4_118_083_200, -14_400), ("Australia/Sydney", 4_102_444_800, 39_600),
      ("+05:30", 0, 19_800), ("-02:30", 0, -9_000), ("02:00", 0, 7_200), ("UTC", 0, 0),
    ] as [(String, Int64, Int)])
  func `follows yearly rules for ever`(name: String, seconds: Int64, offset: Int) throws {
    #expect(try #require(TimeZoneRules.named(name)).offset(atUnixSeconds: seconds) == offset)
  }

  @Test(arguments: [
    "Europe/Berlim", "../../../etc/passwd", "/etc/passwd", "Europe", "posixrules/..", "+25:00",
    "+1:00", "\u{0}", "Europe/Berlin\u{0}", "zone.tab", "a", "+", ":",
  ])
  func `knows no zone of a name that is none`(name: String) {
    #expect(TimeZoneRules.named(name) == nil)
  }
}
