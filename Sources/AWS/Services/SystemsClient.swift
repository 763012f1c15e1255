/// Systems Manager: parameters, and items that operators work on.
public struct SystemsClient: Sendable {
  private let client: AWSClient

  public init(_ client: AWSClient) { self.client = client }

  private struct Name: Encodable {
    let name: String

    enum CodingKeys: String, CodingKey { case name = "Name" }
  }

  private struct ParameterAnswer: Decodable {
    let parameter: Parameter

    struct Parameter: Decodable {
      let value: String

      enum CodingKeys: String, CodingKey { case value = "Value" }
    }

    enum CodingKeys: String, CodingKey { case parameter = "Parameter" }
  }

  /// `GetParameter`; `nil` where there is none of this name.
  public func parameter(_ name: String) async throws(AWSError) -> String? {
    do throws(AWSError) {
      let answer: ParameterAnswer = try await client.json(
        .systems, "GetParameter", Name(name: name))
      return answer.parameter.value
    } catch {
      if error.isMissing { return nil }
      throw error
    }
  }

  private struct Item: Encodable {
    let title: String
    let description: String
    let source = "kintsugi"
    let priority = 2
    let operationalData: [String: Datum]

    struct Datum: Encodable {
      let value: String
      let type = "SearchableString"

      enum CodingKeys: String, CodingKey {
        case value = "Value"
        case type = "Type"
      }
    }

    enum CodingKeys: String, CodingKey {
      case title = "Title"
      case description = "Description"
      case source = "Source"
      case priority = "Priority"
      case operationalData = "OperationalData"
    }
  }

  private struct ItemAnswer: Decodable {
    let id: String?

    enum CodingKeys: String, CodingKey { case id = "OpsItemId" }
  }

  /// `CreateOpsItem`; the service itself opens none twice for one marker.
  public func openItem(
    title: String, description: String, marker: String
  ) async throws(AWSError) -> String {
    let data = ["/aws/dedup": Item.Datum(value: "{\"dedupString\":\"\(marker)\"}")]
    do throws(AWSError) {
      let answer: ItemAnswer = try await client.json(
        .systems, "CreateOpsItem",
        Item(title: title, description: description, operationalData: data))
      return answer.id ?? ""
    } catch {
      if error.code == "OpsItemAlreadyExistsException" { return "" }
      throw error
    }
  }
}
