import Healing
import Testing

/// What of a store is a table's.
struct S3PlaceTests {
  @Test(arguments: [
    ("s3://bucket/a/b/", "bucket", "a/b/"), ("s3a://bucket/a/b", "bucket", "a/b/"),
    ("s3n://bucket", "bucket", ""), ("s3://bucket//a", "bucket", "a/"),
  ])
  func `reads places as they are written`(location: String, bucket: String, prefix: String) {
    let place = S3Place(location)
    #expect(place?.bucket == bucket && place?.prefix == prefix)
  }

  @Test(arguments: ["hdfs://bucket/a", "s3://", "s3://../a", "s3://bucket/a/../b", "bucket/a"])
  func `reads nothing else`(location: String) { #expect(S3Place(location) == nil) }

  @Test(arguments: [
    ("t/day=1/part-0.parquet", true), ("t/_date=1/part-0.csv", true),
    ("t/day=1/_SUCCESS", false), ("t/day=1/.part-0.csv.crc", false),
    ("t/_temporary/0/part-0.csv", false), ("t/day=1/", false), ("t/day=1_$folder$", false),
    ("other/day=1/part-0.csv", false), ("t/_delta_log/0.json", false),
  ])
  func `takes for data what Spark does`(key: String, isData: Bool) {
    #expect(S3Place("s3://bucket/t/")?.holdsData(key) == isData)
  }
}
