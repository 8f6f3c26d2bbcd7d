using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Fairlead.Jira.SignIn;

namespace Fairlead.Web.Tests.SecurityInformation;

/// <summary>Hashes of requests as Atlassian's own library of Connect makes them.</summary>
public sealed class HashVectorTests
{
    private const int Count = 10_000;

    /// <summary>THREATS T-21. Another ten thousand each time; the seed is told.</summary>
    [Fact]
    public async Task Of_ten_thousand_requests_the_npm_package_atlassian_jwt_makes_the_same_hash()
    {
        var seed = RandomNumberGenerator.GetInt32(int.MaxValue).ToString(CultureInfo.InvariantCulture);
        var (ended, said) = await NodeClient.RunAsync(
            "atlassian-jwt", ["vectors.mjs"], new() { ["FAIRLEAD_COUNT"] = $"{Count}", ["FAIRLEAD_SEED"] = seed }, TestContext.Current.CancellationToken);
        Assert.True(ended == 0, said);
        var vectors = said.Split('\n').Select(line => JsonSerializer.Deserialize<string[]>(line)!).ToList();

        Assert.Equal(Count, vectors.Count);
        Assert.True(vectors.DistinctBy(v => v[2]).Count() > Count * 9 / 10);
        List<string> wrong = [.. vectors.Where(v => !QueryStringHash.IsOneOf(v[2], QueryStringHash.CanonicalRequests(v[0], v[1]))).Select(v => $"{v[0]} {v[1]}")];
        Assert.True(wrong.Count == 0, $"seed {seed}, {wrong.Count} differ:\n{string.Join('\n', wrong.Take(20))}");
    }
}
