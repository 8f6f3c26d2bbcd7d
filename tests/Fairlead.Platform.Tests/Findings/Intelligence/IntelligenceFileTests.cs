using System.Text;
using Fairlead.Kernel;
using Fairlead.Platform.Findings.Intelligence;
using static Fairlead.Platform.Tests.Findings.Intelligence.SampleIntelligence;

namespace Fairlead.Platform.Tests.Findings.Intelligence;

public class IntelligenceFileTests
{
    private const string About = "#model_version:v1,score_date:2026-01-31T00:00:00Z\n";
    private const string Head = About + "cve,epss,percentile\n";

    [Theory]
    [InlineData("2023-03-07T00:00:00+0000")]
    [InlineData("2023-03-07T00:00:00Z")]
    [InlineData("2023-03-07")]
    public void Scores_are_read_with_model_and_day_as_they_were_written_over_the_years(string date)
    {
        var file = Assert.IsType<IntelligenceFile.Epss>(Read($"#model_version:v2023.03.01,score_date:{date}\ncve,epss,percentile\r\nCVE-2021-44228,0.975360000,0.99999\r\n"));

        Assert.Equal(("v2023.03.01", new DateTimeOffset(2023, 3, 7, 0, 0, 0, TimeSpan.Zero)), (file.Version, file.DatedAt));
        Assert.Equal([new EpssScore(20210000044228, 0.97536, 0.99999)], file.Scores);
    }

    [Fact]
    public void A_catalogue_is_read_with_due_days_and_ransomware()
    {
        var file = Assert.IsType<IntelligenceFile.Kev>(IntelligenceFile.Read(Kev("2026-01-31", ("CVE-2021-44228", "2021-12-24", "Known"), ("CVE-2020-0001", "2020-02-29", "Unknown"))));

        Assert.Equal("2026.01.31", file.Version);
        Assert.Equal([new KevEntry(20210000044228, new(2021, 12, 24), true), new KevEntry(20200000000001, new(2020, 2, 29), false)], file.Entries);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("hello", null)]
    [InlineData("cve,epss,percentile\n", 1)]
    [InlineData("#model_version:v1,score_date:yesterday\n", 1)]
    [InlineData(About + "cve,epss\n", 2)]
    [InlineData(Head, 3)]
    [InlineData(Head + "CVE-2020-0001,0.5\n", 3)]
    [InlineData(Head + "CVE-2020-0001,0.5,0.5,0.5\n", 3)]
    [InlineData(Head + "CVE-2020-0001,0.5,0.5\nGHSA-1,0.5,0.5\n", 4)]
    [InlineData(Head + "CVE-2020-0001,0.5,0.5\nCVE-2020-99999999999,0.5,0.5\n", 4)]
    [InlineData(Head + "CVE-2020-0001,1.1,0.5\n", 3)]
    [InlineData(Head + "CVE-2020-0001,-0.1,0.5\n", 3)]
    [InlineData(Head + "CVE-2020-0001,0.5,NaN\n", 3)]
    [InlineData(Head + "CVE-2020-0001,0.5,\n", 3)]
    [InlineData(Head + "\n", 3)]
    [InlineData(Head + "CVE-2020-0001,0.5,0.5\ncve-2020-1,0.5,0.5\n", 4)]
    [InlineData(Head + "CVE-2020-0001,0.5,0.5\nCVE-2020-0001,0.5,0.5\n", 4)]
    [InlineData(Head + "CVE-2020-0001,0.5,0.5\nCVE-2020-0002,0.5,0.5", 4)]
    [InlineData("cve\n", 1)]
    [InlineData("cve,percentile\nCVE-2020-0001,0.5\n", 1)]
    [InlineData("cve,e,maturity\nCVE-2020-0001,A,A\n", 1)]
    [InlineData("cve,e,CVE\nCVE-2020-0001,A,CVE-2020-0001\n", 1)]
    [InlineData("cve,e\n", null)]
    [InlineData("cve,e\nCVE-2020-0001,X\n", null)]
    [InlineData("cve,e\nCVE-2020-0001,A\nCVE-2020-0002,weaponised\n", 3)]
    [InlineData("cve,e\nCVE-2020-0001,A\nCVE-2020-0002,\n", 3)]
    [InlineData("cve,e\nCVE-2020-0001,A\nCVE-2020-0002\n", 3)]
    [InlineData("cve,e\nCVE-2020-0001,A\nCVE-2020-0002,A,\n", 3)]
    [InlineData("cve,e\nGHSA-1,A\n", 2)]
    [InlineData("cve,e\nCVE-2020-0001,CVSS:4.0/AV:N/E:F\n", 2)]
    [InlineData("cve,e\nCVE-2020-0001,A\ncve-2020-0001,X\n", 3)]
    [InlineData("note,cve,e\n\"two\nlines\",CVE-2020-0001,A\n,CVE-2020-0002,?\n", 4)]
    [InlineData("cve,e\nCVE-2020-0001,\"A\n", 2)]
    [InlineData("{", 1)]
    [InlineData("{}", null)]
    [InlineData("{\n\"catalogVersion\": 1}", 2)]
    [InlineData("{\n\"vulnerabilities\": {}}", 2)]
    [InlineData("{\"catalogVersion\": \"1\", \"dateReleased\": \"2026-01-31\", \"vulnerabilities\": []}", null)]
    [InlineData("{\"vulnerabilities\": [\n{\"cveID\": \"CVE-2020-0001\", \"dueDate\": \"2020-01-31\"},\n{\"cveID\": \"x\", \"dueDate\": \"2020-01-31\"}]}", 3)]
    [InlineData("{\"vulnerabilities\": [\n{\"cveID\": \"CVE-2020-0001\"}]}", 2)]
    [InlineData("{\"vulnerabilities\": [\n{\"cveID\": \"CVE-2020-0001\", \"dueDate\": \"2020-01-31\"},\n{\"cveID\": \"CVE-2020-0001\", \"dueDate\": \"2020-01-31\"}]}", 3)]
    [InlineData("{\"catalogVersion\": \"1\", \"count\": 2, \"dateReleased\": \"2026-01-31\", \"vulnerabilities\": [{\"cveID\": \"CVE-2020-0001\", \"dueDate\": \"2020-01-31\"}]}", null)]
    public void What_is_not_in_order_is_refused_with_its_line(string text, int? line) =>
        Assert.Equal(line, Assert.Throws<IntelligenceFileException>(() => Read(text)).Line);

    [Theory]
    [InlineData("cve,exploit_maturity\nCVE-2020-0001,attacked\nCVE-2020-0002,unreported\nCVE-2020-0003,not defined\n")]
    [InlineData("CVE;exploitMaturity\r\ncve-2020-0001;A\r\nCVE-2020-0002;U")]
    [InlineData("note,e,cve,epss\n\"a, b\nc\",H,CVE-2020-0001,1\n\n,U,CVE-2020-0002,\n")]
    [InlineData("cve\tMaturity\nCVE-2020-0001\tCVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:A\nCVE-2020-0002\tCVSS:3.1/AV:N/E:U\n")]
    public void A_list_of_maturities_is_read_in_the_words_letters_and_vectors_of_cvss(string text) => Assert.Equal(
        [new(20200000000001, ExploitMaturity.Attacked), new(20200000000002, ExploitMaturity.Unreported)],
        Assert.IsType<IntelligenceFile.Maturity>(Read(text)).Entries);

    [Fact]
    public void A_wrong_word_is_told_with_those_there_are()
    {
        var message = Assert.Throws<IntelligenceFileException>(() => Read("cve,e\nCVE-2020-0001,weaponised\n")).Message;

        Assert.StartsWith("\"weaponised\" is no exploit maturity. Write attacked, functional, proofOfConcept, unreported or notDefined", message);
    }

    [Fact]
    public async Task A_packed_file_is_unpacked_and_one_that_was_cut_is_refused()
    {
        var content = Epss("2026-01-31", ("CVE-2020-0001", 0.5));
        var packed = Packed(content);
        var cut = Packed([.. content, .. Enumerable.Repeat((byte)'\n', 100_000)]);

        Assert.Equal(content, (await ContentAsync(packed)).ToArray());
        await Assert.ThrowsAsync<IntelligenceFileException>(() => ContentAsync(cut[..^9]));
        await Assert.ThrowsAsync<IntelligenceFileException>(() => ContentAsync(packed[..5]));
    }

    [Fact]
    public async Task A_small_file_that_unpacks_to_an_enormous_one_is_refused()
    {
        var bomb = Packed(new byte[FileContent.MaxBytes + 1]);

        Assert.Contains("64 MiB", (await Assert.ThrowsAsync<IntelligenceFileException>(() => ContentAsync(bomb))).Message);
    }

    [Theory]
    [InlineData("CVE-2021-44228", 20210000044228)]
    [InlineData("cve-1999-0001", 19990000000001)]
    [InlineData("CVE-2026-1234567890", 20261234567890)]
    public void A_cve_is_a_number_and_back(string text, long number)
    {
        Assert.True(CveNumber.TryParse(text, out var cve));
        Assert.Equal((number, text.ToUpperInvariant()), (cve, CveNumber.ToText(cve)));
    }

    private static async Task<ReadOnlyMemory<byte>> ContentAsync(byte[] file)
    {
        using var stream = new MemoryStream(file);
        return await FileContent.ReadAsync(stream, TestContext.Current.CancellationToken);
    }

    private static IntelligenceFile Read(string text) => IntelligenceFile.Read(Encoding.UTF8.GetBytes(text));
}
