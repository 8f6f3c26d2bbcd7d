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
