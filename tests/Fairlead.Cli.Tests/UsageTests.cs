namespace Fairlead.Cli.Tests;

/// <summary>BADINPUT CLI-01: whatever is typed wrongly is told in one line, on standard error, with exit code 64.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("reprot", "did you mean report?")]
    [InlineData("report raed x", "did you mean read?")]
    [InlineData("report", "needs a command: read")]
    [InlineData("--", "needs a command")]
    [InlineData("--jsno", "there is no option \"--jsno\"")]
    [InlineData("--data x plan", "--data comes after the command: fairlead plan --data DIRECTORY. See: fairlead plan --help")]
    [InlineData("--url=http://a.example plan", "--url comes after the command: fairlead plan --url URL")]
    [InlineData("--json plan", "--json comes after the command: fairlead plan --json.")]
    [InlineData("report -o x read y", "-o comes after the command: fairlead report read -o PATH")]
    [InlineData("report read --jsno x", "did you mean --json?")]
    [InlineData("report read --josn", "did you mean --json?")]
    [InlineData("report read x --format=", "--format needs a value")]
    [InlineData("report read x --format", "--format needs a value")]
    [InlineData("report read x --format sarf", "did you mean sarif?")]
    [InlineData("report read", "FILE is missing")]
    [InlineData("report read a b", "\"b\" is one argument too many")]
    [InlineData("version --json --json", "--json is given 2 times")]
    [InlineData("connection add team --token-env X", "--site URL is missing")]
    [InlineData("connection add team --site https://a.example --email a --user b --token-env X", "two ways to sign in")]
    [InlineData("connection add team --site https://a.example --token-env X --token-file y", "both give the secret")]
    [InlineData("finding show nonsense", "is not the id of a finding")]
    [InlineData("finding list --severity hihg", "did you mean high?")]
    [InlineData("sandbox --edition clod", "did you mean cloud?")]
    [InlineData("sandbox --port 70000", "--port is between 0 and 65535")]
    [InlineData("sandbox --port x", "--port")]
    [InlineData("jira search --connection team --limit -5 project=SEC", "--limit is between")]
    [InlineData("@file", "there is no command")]
    public async Task What_is_typed_wrongly_is_told_in_one_line(string line, string told)
    {
        using var fairlead = new FairleadProcess();
        var error = (await fairlead.RunAsync(line.Split(' '))).FailedWith(64);
        Assert.Contains(told, error);
        Assert.Contains("usage: ", error);
    }

    [Fact]
    public async Task A_hundred_thousand_arguments_are_one_usage_error()
    {
        using var fairlead = new FairleadProcess();
        (await fairlead.ShellAsync("seq 1 100000 | xargs -s 2000000 -n 100000 \"$@\" report read; exit 64")).FailedWith(64);
    }

    [Fact]
    public async Task An_argument_that_is_not_utf8_is_named()
    {
        using var fairlead = new FairleadProcess();
        var error = (await fairlead.ShellAsync("\"$@\" report read $'a\\xff\\xfeb'")).FailedWith(64);
        Assert.Contains("argument 3 is not valid UTF-8", error);
    }

    [Fact]
    public async Task Escape_sequences_in_what_was_typed_do_not_reach_the_terminal()
    {
        using var fairlead = new FairleadProcess();
        var error = (await fairlead.ShellAsync("\"$@\" $'\\e[31mrepo\\u202ert'")).FailedWith(64);
        Assert.DoesNotContain('\e', error);
        Assert.DoesNotContain('\u202e', error);
    }
}
