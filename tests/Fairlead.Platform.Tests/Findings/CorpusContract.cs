using System.Text.Json.Nodes;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tests.Findings;

/// <summary>Every real report of the formats that can be read: taken in twice, nothing happens the second time.</summary>
[Trait("needs", "shared")]
public abstract class CorpusContract(TestDatabase databases)
{
    private static readonly string[] ListsOfFindings =
        ["results", "findings", "Vulnerabilities", "Misconfigurations", "Secrets", "Licenses", "Results", "Resources"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sarif")]
    [InlineData("trivy")]
    [InlineData("generic")]
    [Trait("Complaint", "U-10")]
    public async Task Imported_again_in_other_bytes_and_order_nothing_is_new_changed_or_closed(string folder)
    {
        var files = Directory.GetFiles(SharedData.PathOf("data", "reports", folder)).Order(StringComparer.Ordinal).ToList();
        var room = await FindingsRoom.OpenAsync(databases, Ct);
        var accepted = 0;
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(file, Ct);
            // Each file is an asset of its own, as its name says.
            var request = new ImportRequest { Asset = Path.GetFileName(file) };
            if (await ImportAsync(room, bytes, request) is not ImportOutcome.Accepted first)
                continue;

            accepted++;
            Assert.IsType<ImportOutcome.AlreadyImported>(await ImportAsync(room, bytes, request));
            AssertNothingHappened(file, first.Import, await ImportAsync(room, [.. bytes, (byte)'\n'], request));
            if (Reversed(bytes) is { } reversed)
                AssertNothingHappened(file, first.Import, await ImportAsync(room, reversed, request));
        }

        Assert.True(accepted > files.Count / 2, $"Only {accepted} of {files.Count} were accepted.");
    }

    private static async Task<ImportOutcome> ImportAsync(FindingsRoom room, byte[] bytes, ImportRequest request)
    {
        room.Clock.Advance(TimeSpan.FromMinutes(1));
        using var stream = new MemoryStream(bytes);
        return await room.Imports.ImportAsync(stream, request, null, Ct);
    }

    private static void AssertNothingHappened(string file, Import first, ImportOutcome outcome)
    {
        var again = Assert.IsType<ImportOutcome.Accepted>(outcome).Import.Counts;
        Assert.True(!again.ChangedAnything && again.Held == 0, $"{file}: {again}");
        Assert.Equal(first.Counts.Created, again.Seen);
        Assert.Equal(first.Counts.Repeated, again.Repeated);
    }

    /// <returns>Null where the file is not JSON.</returns>
    private static byte[]? Reversed(byte[] bytes)
    {
        try
        {
            var root = JsonNode.Parse(bytes);
            if (root is null)
                return null;
            Reverse(root);
            var text = root.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true }) + " \n \n";
            return System.Text.Encoding.UTF8.GetBytes(text);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static void Reverse(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach (var (name, value) in fields.ToList())
                {
                    Reverse(value);
                    if (value is JsonArray list && ListsOfFindings.Contains(name))
                        fields[name] = new JsonArray([.. list.Reverse().Select(i => i?.DeepClone())]);
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                    Reverse(item);
                break;
            default:
                break;
        }
    }

    public class OnSqlite(SqliteTestDatabase databases) : CorpusContract(databases), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase databases) : CorpusContract(databases), IClassFixture<PostgresTestDatabase>;
}
