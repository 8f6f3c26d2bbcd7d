using System.Text.Json;

namespace Fairlead.Web.Tests.Http;

/// <summary>The contract as OpenAPI: a change of it is a visible diff.</summary>
public sealed class ApiDocumentTests(SqliteHost fixture) : IClassFixture<SqliteHost>
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_is_the_one_that_was_reviewed() =>
        Snapshot.Match(JsonSerializer.Serialize(await ReadAsync(), Indented) + "\n");

    [Fact]
    public async Task The_document_of_the_scanner_API_is_the_one_that_was_reviewed() =>
        Snapshot.Match(JsonSerializer.Serialize(await ReadAsync("scanner"), Indented) + "\n");

    [Theory]
    [InlineData("v1")]
    [InlineData("scanner")]
    public async Task Every_operation_has_a_name_a_summary_and_a_tag(string document)
    {
        foreach (var path in (await ReadAsync(document)).GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                Assert.True(operation.Value.TryGetProperty("operationId", out _), $"{operation.Name} {path.Name} has no name");
                Assert.True(operation.Value.TryGetProperty("summary", out _), $"{operation.Name} {path.Name} has no summary");
                Assert.NotEmpty(operation.Value.GetProperty("tags").EnumerateArray());
            }
        }
    }

    private async Task<JsonElement> ReadAsync(string document = "v1") =>
        JsonDocument.Parse(await fixture.Server.Http.GetStringAsync($"openapi/{document}.json", Ct)).RootElement;
}
