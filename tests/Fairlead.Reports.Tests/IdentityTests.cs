using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Reports.Tests.Robustness;

namespace Fairlead.Reports.Tests;

/// <summary>U-08: what scanners change from scan to scan must not make another finding.</summary>
public sealed class IdentityTests
{
    public static TheoryData<string> Json => [Samples.Sarif, Samples.Trivy, Samples.TrivyCluster, Samples.TrivyLegacy, Samples.GenericJson];

    [Theory]
    [MemberData(nameof(Json))]
    public async Task Layout_does_not_change_it(string json)
    {
        var node = JsonNode.Parse(json)!;
        var expected = (await Read.TextAsync(json)).Identities();
        Assert.Equal(expected, (await Read.TextAsync(node.ToJsonString())).Identities());
        Assert.Equal(expected, (await Read.TextAsync(node.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\r\n" }))).Identities());
    }

    [Theory]
    [MemberData(nameof(Json))]
    public async Task The_order_of_properties_does_not_change_it(string json)
    {
        var expected = (await Read.TextAsync(json)).Identities();
        foreach (var order in (IComparer<string>[])[StringComparer.Ordinal, Comparer<string>.Create((a, b) => string.CompareOrdinal(b, a))])
            Assert.Equal(expected, (await Read.TextAsync(Ordered(JsonNode.Parse(json)!, order).ToJsonString())).Identities());
    }

    [Theory]
    [MemberData(nameof(Json))]
    public async Task Severity_texts_lines_and_versions_do_not_change_it(string json)
    {
        string[] changing =
        [
            "Severity", "severity", "level", "security-severity", "Title", "Description", "description", "Message", "Resolution",
            "shortDescription", "fullDescription", "help", "StartLine", "startLine", "line", "InstalledVersion", "FixedVersion",
            "component_version", "fix_version", "CVSS", "SeveritySource", "Status", "CreatedAt", "created_at", "endTimeUtc", "date",
            "cvssv3_score", "epss_score", "References", "revisionId",
        ];
        var changed = JsonNode.Parse(json)!;
        Change(changed, changing);
        Assert.Equal((await Read.TextAsync(json)).Identities(), (await Read.TextAsync(changed.ToJsonString())).Identities());
    }

    [Fact]
    public async Task Another_rule_package_or_place_is_another_finding()
    {
        foreach (var (from, to) in ((string, string)[])
            [("CVE-2024-1", "CVE-2024-9"), ("\"apt\"", "\"dpkg\""), ("\"Dockerfile\"", "\"Other\""), ("\"aws\"", "\"gcp\""), ("GPL-3.0", "AGPL-3.0")])
        {
            var changed = Samples.Trivy.Replace(from, to, StringComparison.Ordinal);
            Assert.NotEqual((await Read.TextAsync(Samples.Trivy)).Identities(), (await Read.TextAsync(changed)).Identities());
        }
    }

    [Fact]
    public async Task An_image_of_a_cluster_is_known_without_tag_digest_and_release()
    {
        var expected = (await Read.TextAsync(Samples.TrivyCluster)).Identities();
        foreach (var image in (string[])["reg.example/app:2 (alpine 3.20)", "reg.example/app@sha256:0011 (alpine 3)", "reg.example/app"])
        {
            var other = Samples.TrivyCluster.Replace("reg.example/app:1 (alpine 3)", image, StringComparison.Ordinal);
            Assert.Equal(expected, (await Read.TextAsync(other)).Identities());
        }
    }

    [Fact]
    public async Task A_check_of_trivy_is_the_same_in_its_old_and_new_spelling()
    {
        var renamed = Samples.Trivy.Replace("\"DS002\",\"AVDID\":\"AVD-DS-0002\"", "\"DS-0002\"", StringComparison.Ordinal);
        Assert.NotEqual(Samples.Trivy, renamed);
        Assert.Equal((await Read.TextAsync(Samples.Trivy)).Identities(), (await Read.TextAsync(renamed)).Identities());
    }

    [Fact]
    public async Task An_enormous_fingerprint_is_kept_as_its_hash()
    {
        var read = await Read.TextAsync(Samples.Sarif.Replace("ab:1", new string('f', 1_000_000), StringComparison.Ordinal));
        Assert.All(read.Findings.SelectMany(f => f.IdentityKeys), k => Assert.InRange(k.Value.Length, 1, 1_024));
    }

    private static JsonNode Ordered(JsonNode node, IComparer<string> order) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(p => p.Key, order)
            .Select(p => KeyValuePair.Create(p.Key, p.Value is null ? null : Ordered(p.Value, order)))),
        JsonArray a => new JsonArray([.. a.Select(v => v is null ? null : Ordered(v, order))]),
        _ => node.DeepClone(),
    };

    private static void Change(JsonNode? node, string[] names)
    {
        if (node is JsonObject o)
        {
            foreach (var name in o.Select(p => p.Key).ToList())
            {
                if (!names.Contains(name))
                    Change(o[name], names);
                else if (o[name] is JsonValue v)
                    o[name] = v.GetValueKind() == JsonValueKind.Number ? v.GetValue<double>() + 1 : v.GetValue<string>() == "FAIL" ? "FAIL" : "low";
                else
                    o.Remove(name);
            }
        }
        else if (node is JsonArray a)
        {
            foreach (var element in a)
                Change(element, names);
        }
    }
}
