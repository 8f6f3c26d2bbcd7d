namespace Fairlead.Reports.Tests.Robustness;

/// <summary>Whatever is done to a report, the answer is findings, problems, or one readable refusal.</summary>
public sealed class MutationTests
{
    public static TheoryData<string, string> Originals => new()
    {
        { "sarif", Samples.Sarif },
        { "trivy", Samples.Trivy },
        { "trivy", Samples.TrivyCluster },
        { "trivy", Samples.TrivyLegacy },
        { "generic-json", Samples.GenericJson },
    };

    [Theory]
    [MemberData(nameof(Originals))]
    public async Task A_spoiled_value_never_breaks_the_reader(string format, string json)
    {
        Assert.True(ReportFormat.TryParse(format, out var declared));
        foreach (var (name, mutated) in JsonMutations.Of(json))
        {
            await SurvivesAsync(name, mutated, declared);
            await SurvivesAsync(name, mutated, null);
        }
    }

    [Fact]
    public void There_are_thousands_of_spoiled_reports() =>
        Assert.InRange(Originals.Sum(o => JsonMutations.Of(o.Data.Item2).Count()), 2_000, int.MaxValue);

    [Theory]
    [MemberData(nameof(Originals))]
    public async Task A_report_cut_anywhere_is_refused(string format, string json)
    {
        Assert.True(ReportFormat.TryParse(format, out var declared));
        for (var length = 1; length < json.Length; length++)
        {
            var cut = json[..length];
            var e = await Assert.ThrowsAsync<ReportException>(() => Read.TextAsync(cut, declared));
            Assert.Contains(e.Fault, new[] { ReportFault.MalformedJson, ReportFault.UnsupportedFormat });
        }
    }

    [Theory]
    [MemberData(nameof(Originals))]
    public async Task Every_spoiled_byte_is_answered(string format, string json)
    {
        Assert.True(ReportFormat.TryParse(format, out var declared));
        var random = new Random(20261122);
        for (var i = 0; i < 1_500; i++)
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(json);
            for (var n = random.Next(1, 4); n > 0; n--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            await SurvivesAsync($"seed {i}", bytes, declared);
        }
    }

    [Fact]
    public async Task A_spoiled_table_is_answered()
    {
        var random = new Random(20261122);
        for (var i = 0; i < 3_000; i++)
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(Samples.GenericCsv);
            for (var n = random.Next(1, 4); n > 0; n--)
                bytes[random.Next(bytes.Length)] = (byte)"\",;\n\r\tx=\0"[random.Next(9)];
            await SurvivesAsync($"seed {i}", bytes, ReportFormat.GenericCsv);
        }
    }

    private static Task SurvivesAsync(string name, string json, ReportFormat? declared) =>
        SurvivesAsync(name, System.Text.Encoding.UTF8.GetBytes(json), declared);

    private static async Task SurvivesAsync(string name, byte[] bytes, ReportFormat? declared)
    {
        try
        {
            var read = await Read.BytesAsync(bytes, declared);
            Assert.All(read.Findings, f => Assert.NotEmpty(f.IdentityKeys));
            Assert.All(read.Problems, p => Assert.InRange(p.Message.Length, 10, 400));
            Assert.True(read.Problems.Count == 0 || read.Trailer.Completeness is Completeness.Partial, name);
        }
        catch (ReportException e)
        {
            Assert.True(e.Message.Length is >= 10 and <= 600, $"{name}: {e.Message}");
        }
        catch (Exception e) when (e is not Xunit.Sdk.IAssertionException)
        {
            Assert.Fail($"{name}: {e}");
        }
    }
}
