using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Fairlead.Cli.Tests.Secrets;

public sealed class SecretsScanTests : IDisposable
{
    private readonly SecretFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_secret_is_told_with_its_place_masked_and_with_3()
    {
        var path = _folder.Write("app/.env", $"A=1\nTOKEN={SecretFolder.Token()}\n");
        var ended = await _folder.ScanAsync(_folder.Home);
        Assert.Equal(3, ended.ExitCode);
        Assert.Equal($"{path}:2:7: critical: Acme token acme…(45) [acme-token]\n", ended.Output);
        Assert.StartsWith("1 file, ", ended.Error);
        Assert.EndsWith(": 1 secret: 1 critical.\n", ended.Error);
    }

    [Fact]
    public async Task Where_there_is_none_it_ends_with_0()
    {
        _folder.Write("a.txt", "nothing here\n");
        _folder.Write("empty", "");
        var ended = await _folder.ScanAsync(_folder.Home);
        Assert.Equal("", ended.Succeeded());
        Assert.StartsWith("2 files, 13 bytes in ", ended.Error);
        Assert.EndsWith(": no secrets.\n", ended.Error);
    }

    [Fact]
    public async Task Json_tells_places_in_bytes_from_1()
    {
        var token = SecretFolder.Token();
        var path = _folder.Write("a.txt", $"erste Zeile\nGrüße, ключ: {token}.\n");
        var found = Assert.Single(await _folder.FoundAsync(3, path));
        Assert.Equal(
            ["path", "rule", "title", "severity", "line", "column", "start", "length", "masked", "entropy", "fingerprint"],
            found.EnumerateObject().Select(p => p.Name));
        Assert.Equal(path, found.GetProperty("path").GetString());
        Assert.Equal("acme-token", found.GetProperty("rule").GetString());
        Assert.Equal("critical", found.GetProperty("severity").GetString());
        var start = Encoding.UTF8.GetByteCount("erste Zeile\nGrüße, ключ: ");
        Assert.Equal(2, found.GetProperty("line").GetInt32());
        Assert.Equal(start - 12 + 1, found.GetProperty("column").GetInt32());
        Assert.Equal(start, found.GetProperty("start").GetInt32());
        Assert.Equal(45, found.GetProperty("length").GetInt32());
        Assert.Equal("acme…(45)", found.GetProperty("masked").GetString());
        Assert.InRange(found.GetProperty("entropy").GetDouble(), 3, 5);
    }

    [Fact]
    public async Task A_check_and_an_encoding_are_told()
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"the token is {SecretFolder.Token()}"));
        var found = await _folder.FoundAsync(3, _folder.Write("a.txt", $"a {SecretFolder.Checked(true)}\nb {SecretFolder.Checked(false)}\nc {encoded}\n"));
        Assert.Equal(
            ["valid high plain", "invalid medium plain", " critical base64"],
            found.Select(f => $"{Text(f, "check")} {Text(f, "severity")} {Text(f, "encoding") ?? "plain"}"));
        Assert.Equal(encoded.TrimEnd('=').Length, found[2].GetProperty("length").GetInt32());
    }

    [Fact]
    public async Task No_output_holds_a_secret()
    {
        string[] secrets = [SecretFolder.Token(), SecretFolder.Checked(false), SecretFolder.Token(1)];
        var path = _folder.Write("a.txt", $"{string.Join('\n', secrets)}\n{Convert.ToBase64String(Encoding.UTF8.GetBytes($"and this one: {secrets[0]}"))}\n");
        foreach (var ended in new[] { await _folder.ScanAsync(path), await _folder.ScanAsync(path, "--json"), await _folder.ScanAsync(path, "--sarif") })
        {
            Assert.Equal(3, ended.ExitCode);
            Assert.All(secrets, secret => Assert.DoesNotContain(secret[..14], ended.Output + ended.Error));
        }
    }

    [Fact]
    public async Task What_others_wrote_and_what_builds_make_is_left_out_and_counted()
    {
        var line = $"T={SecretFolder.Token()}\n";
        foreach (var name in (string[])[".git/config", "web/node_modules/a/index.js", "app/App.csproj", "app/bin/Debug/a.json", "app/obj/a.json", "tools/bin/deploy.sh", "cache/CACHEDIR.TAG", "cache/a"])
            _folder.Write(name, line);
        _folder.Write("image.bin", [0x89, 0, 1, .. Encoding.UTF8.GetBytes(line)]);
        var ended = await _folder.ScanAsync(_folder.Home);
        Assert.Equal(["app/App.csproj", "tools/bin/deploy.sh"], ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(PlaceBelowHome));
        Assert.Contains("Not looked into: 5 folders (.git, bin, cache, node_modules, obj), 1 binary file.\n", ended.Error);
        // One that is named is looked into.
        Assert.Single(await _folder.FoundAsync(3, Path.Combine(_folder.Home, ".git")));
    }

    [Fact]
    public async Task Links_are_not_followed()
    {
        var outside = Directory.CreateTempSubdirectory("fairlead-secrets-test-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(outside, "a"), SecretFolder.Token(), TestContext.Current.CancellationToken);
            Directory.CreateSymbolicLink(Path.Combine(_folder.Home, "out"), outside);
            File.CreateSymbolicLink(Path.Combine(_folder.Home, "file"), Path.Combine(outside, "a"));
            Directory.CreateSymbolicLink(Path.Combine(_folder.Home, "loop"), _folder.Home);
            (await _folder.ScanAsync(_folder.Home)).Succeeded();
            // One that is named is what it leads to.
            Assert.Single(await _folder.FoundAsync(3, Path.Combine(_folder.Home, "file")));
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_with_1_and_the_rest_is_scanned()
    {
        var path = _folder.Write("a.txt", SecretFolder.Token());
        // The memory of this process has nothing at 0, whoever reads it.
        var ended = await _folder.ScanAsync("/proc/self/mem", path);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("warning: cannot read /proc/self/mem: the disk fails.\n", ended.Error);
        Assert.StartsWith($"{path}:1:1: ", ended.Output);
    }

    [Fact]
    public async Task What_is_not_there_is_told_with_66_before_anything_is_scanned()
    {
        var path = _folder.Write("a.txt", SecretFolder.Token());
        Assert.Contains("there is no file or folder no-such-thing.", (await _folder.ScanAsync(path, "no-such-thing")).FailedWith(66));
    }

    [Fact]
    public async Task Lines_of_JSON_are_told_by_their_ids_and_bad_ones_by_their_numbers()
    {
        var token = SecretFolder.Token();
        var path = _folder.Write(
            "texts.jsonl",
            $$"""
            {"id":"SEC-1","text":"a\nb\tü {{token}}"}
            {"id":17,"text":"{{token}} \u0061","other":{"text":"not this"} }

            {"id":"SEC-2"}
            {"text":"{{token}}"}
            {"id":"SEC-3","text":"{{token}}"
            [1]
            {"id":"SEC-4","text":"\ud83d {{token}} \\ud800 \ude00"}
            {"id":"SEC-5","text":"\ud83d\ude00 {{token}}"}
            """);
        var ended = await _folder.ScanAsync(path, "--format", "jsonl", "--json");
        Assert.Equal(65, ended.ExitCode);
        var found = SecretFolder.Lines(ended.Output);
        Assert.Equal(["\"SEC-1\" 2 6", "17 1 1", "\"SEC-4\" 1 5", "\"SEC-5\" 1 6"], found.Select(f => $"{f.GetProperty("id").GetRawText()} {f.GetProperty("line")} {f.GetProperty("column")}"));
        Assert.Equal(
            [
                $"warning: {path}, line 4: it has no text.",
                $"warning: {path}, line 5: it has no id, a text or a number.",
                $"warning: {path}, line 6: it is no JSON at its byte {22 + 45 + 2}.",
                $"warning: {path}, line 7: it is no JSON object.",
            ],
            ended.Error.Split('\n').Where(l => l.StartsWith("warning", StringComparison.Ordinal)));
        Assert.Contains("\n4 texts, ", ended.Error);
    }

    /// <summary>A name of another code page cannot be opened by what .NET reads of it.</summary>
    [Fact]
    public async Task A_file_whose_name_is_not_UTF_8_is_told()
    {
        var folder = Path.GetDirectoryName(_folder.Write("a.txt", "nothing"))!;
        await ShellAsync("printf '%s' \"$1\" > \"$(printf 'caf\\351.env')\"");
        var ended = await _folder.ScanAsync(folder);
        await ShellAsync("rm caf*");

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("its name is not UTF-8", ended.Error);

        async Task ShellAsync(string command)
        {
            using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command, "sh", SecretFolder.Token()]) { WorkingDirectory = folder })!;
            await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Lines_of_JSON_over_the_edges_of_what_is_read_at_once_are_whole()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 400; i++)
            text.Append($"{{\"id\":{i},\"text\":\"{new string('x', i * 37)} {SecretFolder.Token(i)}\"}}\n");
        // One that is larger than all that is read at once.
        text.Append($"{{\"id\":400,\"text\":\"{new string('y', 3_000_000)} {SecretFolder.Token()}\"}}");
        var found = await _folder.FoundAsync(3, _folder.Write("texts.jsonl", text.ToString()), "--format", "jsonl", "--threads", "3");
        Assert.Equal(Enumerable.Range(0, 401), found.Select(f => f.GetProperty("id").GetInt32()));
        Assert.Equal(3_000_002, found[400].GetProperty("column").GetInt32());
    }

    [Fact]
    public async Task Sarif_is_read_by_what_reads_reports_and_counts_in_characters()
    {
        _folder.Write("my app/a.txt", $"Grüße, ключ: {SecretFolder.Token()}\n{SecretFolder.Checked(false)}\n");
        var sarif = (await _folder.ScanAsync(_folder.Home, "--sarif")).Output;
        using var json = JsonDocument.Parse(sarif);
        var run = json.RootElement.GetProperty("runs")[0];
        var place = run.GetProperty("results")[0].GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal("Grüße, ключ: ".Length + 1, place.GetProperty("region").GetProperty("startColumn").GetInt32());
        Assert.EndsWith("/my%20app/a.txt", place.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal(
            "How to revoke it: Throw it away.", run.GetProperty("tool").GetProperty("driver").GetProperty("rules")[0].GetProperty("help").GetProperty("text").GetString());

        using var report = JsonDocument.Parse((await _folder.RunAsync("report", "read", _folder.Write("../" + Path.GetFileName(_folder.Home) + ".sarif", sarif), "--json")).Succeeded());
        File.Delete(_folder.Home + ".sarif");
        var counts = report.RootElement.GetProperty("counts");
        var severities = counts.GetProperty("bySeverity");
        Assert.Equal((1, 1), (severities.GetProperty("critical").GetInt32(), severities.GetProperty("medium").GetInt32()));
        Assert.False(report.RootElement.TryGetProperty("warnings", out _));
    }

    [Fact]
    public async Task A_comment_on_the_line_allows_what_stands_there()
    {
        var path = _folder.Write(
            "a.txt",
            $"{SecretFolder.Token(1)} # fairlead:allow\n{SecretFolder.Token(2)}\n// gitleaks:allow {SecretFolder.Token(3)}\n{SecretFolder.Token(4)} fairlead:allowed\n");
        var ended = await _folder.ScanAsync(path, "--json");
        Assert.Equal([2, 4], SecretFolder.Lines(ended.Output).Select(f => f.GetProperty("line").GetInt32()));
        Assert.Contains("Not shown: 2 allowed by a comment.\n", ended.Error);
    }

    [Fact]
    public async Task A_baseline_keeps_what_it_knows_from_being_told_again()
    {
        var path = _folder.Write("a.txt", $"{SecretFolder.Token(1)}\n");
        var known = _folder.Write("../" + Path.GetFileName(_folder.Home) + "-known", (await _folder.ScanAsync(path, "--json")).Output);
        (await _folder.ScanAsync(path, "--baseline", known)).Succeeded();

        // At another line it is the same; another secret is not, nor the same in another file.
        _folder.Write("a.txt", $"\n\n{SecretFolder.Token(1)}\n{SecretFolder.Token(2)}\n");
        _folder.Write("b.txt", $"{SecretFolder.Token(1)}\n");
        var ended = await _folder.ScanAsync(_folder.Home, "--baseline", known, "--json");
        Assert.Equal(["a.txt:4", "b.txt:1"], SecretFolder.Lines(ended.Output).Select(f => $"{Path.GetFileName(Text(f, "path"))}:{f.GetProperty("line")}"));
        Assert.Contains("Not shown: 1 in the baseline.\n", ended.Error);

        await File.AppendAllTextAsync(known, "{\"rule\":\"acme-token\"}\n", TestContext.Current.CancellationToken);
        Assert.Contains($"{known}, line 2: ", (await _folder.ScanAsync(path, "--baseline", known)).FailedWith(65));
        File.Delete(known);
        (await _folder.ScanAsync(path, "--baseline", known)).FailedWith(66);
    }

    [Fact]
    public async Task Fingerprints_tell_secrets_apart_and_change_with_the_key()
    {
        var path = _folder.Write("a.txt", $"{SecretFolder.Token(1)}\n{SecretFolder.Token(2)}\n{SecretFolder.Token(1)}\n");
        using var fairlead = new FairleadProcess();
        var plain = await FingerprintsAsync(fairlead, path);
        Assert.Equal(plain[0], plain[2]);
        Assert.NotEqual(plain[0], plain[1]);
        Assert.DoesNotContain(plain[0], await FingerprintsAsync(fairlead.With("FAIRLEAD_FINGERPRINT_KEY", "k"), path));
    }

    [Theory]
    [InlineData("acme-token acme-checked", "")]
    [InlineData("acme-token acme-checked acme-person", "--all")]
    [InlineData("acme-person", "--only", "customer")]
    [InlineData("acme-trial acme-person", "--only", "ACME_TRIAL,acme-person")]
    [InlineData("acme-token", "--only=acme-token", "--only=acme-checked", "--without", "acme-checked")]
    [InlineData("acme-checked", "--without", "acme-token")]
    [InlineData("acme-token acme-checked", "--severity", "high")]
    [InlineData("acme-token", "--severity", "critical")]
    [InlineData("acme-token acme-checked acme-person", "--severity", "medium", "--all")]
    public async Task Rules_are_chosen_by_name_and_severity(string rules, params string[] args)
    {
        var path = _folder.Write(
            "a.txt", $"{SecretFolder.Token()}\n{SecretFolder.Checked(true)}\nacmet_{SecretFolder.Token()[5..]}\nacmep_{Fairlead.Secrets.Proof.ExampleText.Fill("{digits:20}")}\n");
        Assert.Equal(rules.Split(' '), (await _folder.FoundAsync(3, [path, .. args.Where(a => a.Length > 0)])).Select(f => Text(f, "rule")));
    }

    [Fact]
    public async Task What_rules_on_trial_find_is_counted()
    {
        var ended = await _folder.ScanAsync(_folder.Write("a.txt", $"acmet_{SecretFolder.Token()[5..]}\n"));
        Assert.Equal("", ended.Succeeded());
        Assert.Contains("Not shown: 1 of rules on trial.\n", ended.Error);
    }

    [Fact]
    public async Task What_is_typed_wrongly_is_told_with_what_was_meant()
    {
        var path = _folder.Write("a.txt", "");
        Assert.Contains("did you mean acme-token?", (await _folder.ScanAsync(path, "--only", "acme-tokn")).FailedWith(66));
        Assert.Contains("did you mean medium?", (await _folder.ScanAsync(path, "--severity", "medum")).FailedWith(64));
        Assert.Contains("did you mean jsonl?", (await _folder.ScanAsync(path, "--format", "json")).FailedWith(64));
        Assert.Contains("leave no rule", (await _folder.ScanAsync(path, "--only", "acme-key", "--without", "acme-key")).FailedWith(64));
        (await _folder.ScanAsync(path, "--json", "--sarif")).FailedWith(64);
    }

    [Theory]
    [InlineData("rules: []", "line 1: 'vendor' is missing.")]
    [InlineData("vendor: A\nrevoke: x\nsource: y\nrules:\n  - id: a\n    title: A\n    severity: high\n    token: 'abc[0-9]{3}'\n    examples: [a]\n    counterexamples: [b]\n", "line 8: A token is 16 characters long")]
    [InlineData("vendor: A\nrevoke: x\nsource: y\nrules:\n  - id: a\n    title: A\n    severity: high\n    token: 'abc(?:[a-z]{1,200}[0-9a-z]{1,200}){20}'\n    examples: [a]\n    counterexamples: [b]\n", "line 8: The pattern cannot be read")]
    public async Task A_rule_file_that_cannot_be_taken_is_told_with_its_line(string text, string told)
    {
        var own = _folder.Write("own.yaml", text);
        Assert.StartsWith($"fairlead: {own}, {told}", (await _folder.RunAsync("secrets", "scan", own, "--rules", own)).FailedWith(65));
        Assert.StartsWith($"fairlead: {own}, {told}", (await _folder.RunAsync("secrets", "scan", own, "--rules", _folder.Home)).FailedWith(65));
    }

    [Fact]
    public async Task A_rule_with_a_name_of_Fairlead_is_refused()
    {
        var own = _folder.Write("own.yaml", SecretFolder.OwnRules.Replace("id: acme-token", "id: generic-password"));
        Assert.Contains("two rules are called generic-password", (await _folder.RunAsync("secrets", "scan", own, "--rules", own)).FailedWith(65));
    }

    [Fact]
    public async Task The_order_is_that_of_names_however_many_work_at_once()
    {
        for (var i = 0; i < 300; i++)
            _folder.Write($"{i % 7}/f{i:000}", $"{new string('x', i * 991 % 40_000)}\n{SecretFolder.Token(i)}\n");
        var one = await _folder.ScanAsync(_folder.Home, "--threads", "1");
        Assert.Equal(300, one.Output.Count(c => c == '\n'));
        Assert.Equal(one.Output.Split('\n').Order(StringComparer.Ordinal).Skip(1), one.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(one.Output, (await _folder.ScanAsync(_folder.Home, "--threads", "8")).Output);
    }

    private async Task<List<string?>> FingerprintsAsync(FairleadProcess fairlead, string path) =>
        [.. SecretFolder.Lines((await fairlead.RunAsync("secrets", "scan", path, "--json", "--rules", _folder.Rules)).Output).Select(f => Text(f, "fingerprint"))];

    private string PlaceBelowHome(string line) => line[(_folder.Home.Length + 1)..].Split(':')[0];

    private static string? Text(JsonElement found, string name) => found.TryGetProperty(name, out var value) ? value.GetString() : null;
}
