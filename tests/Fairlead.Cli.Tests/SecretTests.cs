using System.Diagnostics;
using System.Text;

namespace Fairlead.Cli.Tests;

/// <summary>Secrets come in by a variable, a file, standard input or a prompt, and never come out.</summary>
public sealed class SecretTests : IDisposable
{
    private const string Add = "connection add team --site https://jira.invalid --edition data-center --no-test";
    private readonly FairleadProcess _fairlead = new();
    private readonly string _secret = Guid.CreateVersion7().ToString("N");

    public void Dispose() => _fairlead.Dispose();

    [Fact]
    public async Task A_prompt_does_not_show_what_is_typed_and_leaves_the_terminal_as_it_was()
    {
        var ct = TestContext.Current.CancellationToken;
        using var process = _fairlead.StartShell($"p=$(printf '%q ' \"$@\"); script -qec \"$p {Add}; stty -a\" /dev/null");
        var shown = new StringBuilder();
        await ReadUntilAsync(process, "token: ", shown, ct);
        await process.StandardInput.WriteAsync($"{_secret}\n".AsMemory(), ct);
        await process.StandardInput.FlushAsync(ct);
        await ReadUntilAsync(process, " echo ", shown, ct);
        process.StandardInput.Close();
        await process.WaitForExitAsync(ct);
        Assert.Contains("team is added", shown.ToString());
        Assert.DoesNotContain(_secret, shown.ToString());
    }

    [Fact]
    public async Task Without_a_terminal_there_is_no_prompt_but_a_hint()
    {
        var error = (await _fairlead.RunAsync(Add.Split(' '))).FailedWith(64);
        Assert.Contains("--token-env", error);
    }

    [Fact]
    public async Task A_secret_comes_from_a_file_from_standard_input_or_from_a_variable()
    {
        var path = Path.Combine(_fairlead.Home, "secret");
        await File.WriteAllTextAsync(path, $"{_secret}\n", TestContext.Current.CancellationToken);
        (await _fairlead.RunAsync([.. Add.Replace("team", "one").Split(' '), "--token-file", path])).Succeeded();
        (await _fairlead.RunAsync(_secret, [.. Add.Replace("team", "two").Split(' '), "--token-file", "-"])).Succeeded();
        (await _fairlead.With("A_SECRET", _secret).RunAsync([.. Add.Replace("team", "three").Split(' '), "--token-env", "A_SECRET"])).Succeeded();
        Assert.Contains("not set", (await _fairlead.RunAsync([.. Add.Split(' '), "--token-env", "NOT_SET"])).FailedWith(78));
        Assert.Contains("nowhere", (await _fairlead.RunAsync([.. Add.Split(' '), "--token-file", "/nowhere"])).FailedWith(66));
    }

    /// <summary>YAML-08: references to secrets that lead nowhere; what is named is the variable or the file, never a value.</summary>
    [Theory]
    [InlineData("--token-env NOT_SET", 78, "the variable NOT_SET is not set")]
    [InlineData("--token-env TWO_LINES", 65, "holds control characters or a line break")]
    [InlineData("--token-file ../../../../../../nowhere/shadow", 66, "cannot read the secret from ../../../../../../nowhere/shadow")]
    [InlineData("--token-file {home}", 66, "cannot read the secret from ")]
    [InlineData("--token-from env:env:HOME", 65, "env: must be followed by the name of an environment variable")]
    [InlineData("--token-from file:../../etc/shadow", 64, "--token-from is env:NAME or file:/path")]
    [InlineData("--token-from file:/../etc/../nowhere", 65, "file: must be followed by a full path without ...")]
    [InlineData("--token-from env:NOT_SET", 78, "The environment variable NOT_SET is not set.")]
    [InlineData("--token-from file:/missing", 78, "The file /missing cannot be read.")]
    public async Task A_reference_that_leads_nowhere_is_named_and_its_value_is_not(string reference, int exitCode, string told)
    {
        var ended = await _fairlead.With("TWO_LINES", $"{_secret}\nmore").RunAsync([.. Add.Replace(" --no-test", "").Split(' '), .. reference.Replace("{home}", _fairlead.Home).Split(' ')]);
        Assert.True(exitCode == ended.ExitCode, $"{ended.ExitCode}: {ended.Output}{ended.Error}");
        Assert.Contains(told, ended.Output + ended.Error);
        Assert.DoesNotContain(_secret, ended.Output + ended.Error);
    }

    [Fact]
    public async Task An_argument_works_with_a_warning_and_nothing_shows_or_stores_the_secret()
    {
        var ended = await _fairlead.RunAsync([.. Add.Split(' '), "--token", _secret, "--json"]);
        Assert.DoesNotContain(_secret, ended.Succeeded());
        Assert.Contains("warning: --token", ended.Error);
        Assert.DoesNotContain(_secret, ended.Error + (await _fairlead.RunAsync("connection", "list", "--json")).Succeeded());
        var stored = await _fairlead.ShellAsync($"grep -rl {_secret} \"$XDG_DATA_HOME\"; true");
        Assert.Equal("", stored.Succeeded());
    }

    private static async Task ReadUntilAsync(Process process, string awaited, StringBuilder shown, CancellationToken ct)
    {
        var one = new char[1];
        while (!shown.ToString().Contains(awaited, StringComparison.Ordinal))
        {
            Assert.True(await process.StandardOutput.ReadAsync(one, ct) == 1, shown.ToString());
            shown.Append(one[0]);
        }
    }
}
