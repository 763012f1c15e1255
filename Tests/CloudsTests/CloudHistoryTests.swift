import AWS
import Foundation
import Incidents
import Synchronization
import Testing

@testable import Clouds

/// What is known of the partitions before the run's own, by the objects and the catalog.
@Suite struct CloudHistoryTests {
  /// A bucket of three earlier days, of which two are too large to be read, and a catalog that
  /// counted one of those.
  private final class Bucket: HTTPTransport {
    static let objects = [
      (key: "f/day=2013-04-01/a.csv", bytes: 100 << 20),
      (key: "f/day=2013-04-02/a.csv", bytes: 100 << 20),
      (key: "f/day=2013-04-03/a.csv", bytes: 12),
      (key: "f/day=2013-04-04/a.csv", bytes: 12),
    ]
    private let asked = Mutex<[String]>([])

    var calls: [String] { asked.withLock { $0 } }

    func answer(to request: HTTPRequest) async throws(TransportError) -> HTTPAnswer {
      let target = request.headers.first { $0.name == "x-amz-target" }?.value
      let operation = target?.split(separator: ".").last.map(String.init) ?? "GET"
      asked.withLock { $0.append(operation) }
      let body = String(decoding: request.body, as: UTF8.self)
      switch operation {
      case "GetPartition" where body.contains("2013-04-01"):
        return Self.answer(#"{"Partition":{"Parameters":{"recordCount":"992"}}}"#)
      case "GetPartition":
        return Self.answer(#"{"Partition":{"Parameters":{}}}"#)
      case "GetColumnStatisticsForPartition":
        return Self.answer(
          #"""
          {"Errors":[],"ColumnStatisticsList":[{"ColumnName":"a","StatisticsData":{"Type":"LONG",
          "LongColumnStatisticsData":{"NumberOfNulls":8,"NumberOfDistinctValues":900}}}]}
          """#)
      case "GET" where request.address.query.contains { $0.name == "list-type" }:
        let prefix = request.address.query.first { $0.name == "prefix" }?.value ?? ""
        let contents = Self.objects.filter { $0.key.hasPrefix(prefix) }.map {
          "<Contents><Key>\($0.key)</Key><Size>\($0.bytes)</Size><ETag>\"1\"</ETag></Contents>"
        }
        return Self.answer(
          "<ListBucketResult><IsTruncated>false</IsTruncated>\(contents.joined())"
            + "</ListBucketResult>")
      default: return Self.answer("a\n1\n2\n3\n4\n5\n")
      }
    }

    private static func answer(_ text: String) -> HTTPAnswer {
      HTTPAnswer(status: 200, headers: [:], body: Array(text.utf8))
    }
  }

  @Test func `takes from the catalog what is too large to be read, and leaves out the rest`()
    async throws
  {
    let bucket = Bucket()
    let settings = try AWSSettings(environment: [
      "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s",
      "HOME": "/nowhere",
    ])
    let client = try AWSClient(
      settings: settings, transport: bucket, retries: RetryPolicy(attempts: 1))
    let batches = CloudBatches(
      storage: StorageClient(client), glue: GlueClient(client: client), memory: ObjectMemory(),
      interruptions: Interruptions())
    let version = TableVersion(
      id: "1", columns: [.init(name: "a", type: .bigint)], partitionKeys: [],
      location: "s3://acme/f/", updated: nil, parameters: ["classification": "csv"])
    let read = await batches.read(version, of: "flights.raw", partition: .known("day=2013-04-04"))
    #expect(read.history.value?.map { $0.rows } == [992, 5])
    #expect(read.history.value?.first?.column("a")?.nulls == 8)
    #expect(bucket.calls.filter { $0 == "GetPartition" }.count == 2)
    #expect(bucket.calls.filter { $0 == "GetColumnStatisticsForPartition" }.count == 1)
  }
}
