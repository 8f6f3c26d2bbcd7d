using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Platform.SecurityInformation;
using Fairlead.Platform.SecurityInformation.Reading;

namespace Fairlead.Platform.Tests.SecurityInformation;

public sealed class SubmissionReaderTests
{
    [Fact]
    public void Of_one_that_is_wrong_in_every_place_no_more_is_said_than_anybody_reads()
    {
        var reader = new VulnerabilityReader();
        using var wrong = System.Text.Json.JsonDocument.Parse(Wrong("a").ToJsonString());

        Assert.Null(reader.Read(wrong.RootElement));

        Assert.Equal(VulnerabilityReader.MaxErrors, reader.Errors.Count);
    }

    [Fact]
    public void Of_a_thousand_that_are_wrong_each_is_told_and_most_of_them_with_one_message()
    {
        var failed = Read([.. Enumerable.Range(0, SubmissionReader.MaxVulnerabilities).Select(i => Wrong($"v{i}"))]).Failed;

        Assert.Equal(SubmissionReader.MaxVulnerabilities, failed.Count);
        Assert.All(failed, f => Assert.InRange(f.Value.Count, 1, VulnerabilityReader.MaxErrors));
        Assert.Equal(VulnerabilityReader.MaxErrors, failed["v0"].Count);
        Assert.InRange(failed.Sum(f => f.Value.Count), 2_000, 3_000);
    }

    [Fact]
    public void Of_a_thousand_of_one_id_no_more_is_told_than_of_one()
    {
        var failed = Read([.. Enumerable.Range(0, 1_000).Select(i => Wrong("v", $"more{i}-"))]).Failed;

        Assert.Equal(VulnerabilityReader.MaxErrors, Assert.Single(failed).Value.Count);
    }

    [Theory]
    [InlineData("5", 5L)]
    [InlineData("5.0", 5L)]
    [InlineData("5e0", 5L)]
    [InlineData("0.5E+1", 5L)]
    [InlineData("500e-2", 5L)]
    [InlineData("-5.000", -5L)]
    [InlineData("-0", 0L)]
    [InlineData("0.0e999999999999", 0L)]
    [InlineData("1.767225600123e12", 1_767_225_600_123L)]
    [InlineData("9223372036854775807.0", long.MaxValue)]
    [InlineData("-9223372036854775808.00", long.MinValue)]
    [InlineData("9007199254740993.0", 9_007_199_254_740_993L)]
    [InlineData("5.5", null)]
    [InlineData("5.0000000000000000000000000000000000001", null)]
    [InlineData("5e-1", null)]
    [InlineData("1e-400", null)]
    [InlineData("1e400", null)]
    [InlineData("1e99999999999", null)]
    [InlineData("9223372036854775808.0", null)]
    [InlineData("-9223372036854775809.0", null)]
    [InlineData("1e19", null)]
    [InlineData("\"5\"", null)]
    public void A_number_is_whole_by_its_value_however_it_is_written(string written, long? number)
    {
        var vulnerability = HubWorld.Vulnerability("a", number: 1).ToJsonString().Replace("\"updateSequenceNumber\":1", $"\"updateSequenceNumber\":{written},\"associationsUpdateSequenceNumber\":{written}", StringComparison.Ordinal);
        using var document = System.Text.Json.JsonDocument.Parse(vulnerability[..^1] + ",\"addAssociations\":[{\"associationType\":\"issueIdOrKeys\",\"values\":[\"SEC-1\"]}]}");
        var reader = new VulnerabilityReader();
        var read = reader.Read(document.RootElement);

        Assert.Equal((number, number), (read?.SequenceNumber, read?.Associations?.SequenceNumber));
        Assert.Equal(number is null, reader.Errors.Contains("updateSequenceNumber: must be a whole number of 64 bits"));
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData(""","addAssociations":[]""", null, null)]
    [InlineData(""","associationsUpdateSequenceNumber":7""", 7L, null)]
    [InlineData(""","associationsLastUpdated":"2026-02-03T00:00:00Z" """, 1L, "2026-02-03T00:00:00Z")]
    [InlineData(""","addAssociations":[],"associationsUpdateSequenceNumber":7,"associationsLastUpdated":"2026-02-03T00:00:00Z" """, 7L, "2026-02-03T00:00:00Z")]
    public void What_is_said_of_associations_counts_also_when_none_is_added_or_removed(string said, long? number, string? at)
    {
        using var document = System.Text.Json.JsonDocument.Parse(HubWorld.Vulnerability("a", number: 1).ToJsonString()[..^1] + said + "}");
        var read = new VulnerabilityReader().Read(document.RootElement)!.Associations;

        Assert.Equal((number, at, 0), (read?.SequenceNumber, read?.LastUpdated, (read?.Added.Count ?? 0) + (read?.Removed.Count ?? 0)));
    }

    private static JsonObject Wrong(string id, string prefix = "more")
    {
        var vulnerability = HubWorld.Vulnerability(id, number: 1);
        for (var i = 0; i < 200; i++)
            vulnerability[$"{prefix}{i}"] = i;
        return vulnerability;
    }

    private static VulnerabilitySubmission Read(JsonNode[] vulnerabilities) =>
        SubmissionReader.Vulnerabilities(Encoding.UTF8.GetBytes(new JsonObject { ["vulnerabilities"] = new JsonArray(vulnerabilities) }.ToJsonString()));
}
