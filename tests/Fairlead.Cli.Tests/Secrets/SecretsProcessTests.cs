namespace Fairlead.Cli.Tests.Secrets;

/// <summary>What only a process has: standard input, a current folder, pipes and terminals.</summary>
public sealed class SecretsProcessTests : IDisposable
{
    private readonly SecretFolder _folder = new();
    private readonly FairleadProcess _fairlead = new();

    public void Dispose()
    {
        _fairlead.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Standard_input_and_named_pipes_are_scanned()
    {
        var input = await _fairlead.RunAsync($"a\nb {SecretFolder.Token()}\n", ["secrets", "scan", "-", "--rules", _folder.Rules]);
        Assert.Equal((3, "-:2:3: critical: Acme token acme…(45) [acme-token]\n"), (input.ExitCode, input.Output));
        var pipe = await _fairlead.ShellAsync($"\"$@\" secrets scan <(echo {SecretFolder.Token()}) --rules {_folder.Rules}");
        Assert.Matches("^/dev/fd/[0-9]+:1:1: critical", pipe.Output);
    }

    [Fact]
    public async Task Below_the_current_folder_paths_are_told_as_they_stand_there()
    {
        _folder.Write("app/a.txt", SecretFolder.Token());
        foreach (var named in (string[])[".", "app", "./app/", _folder.Home, "app/a.txt", "app/../app"])
        {
            var ended = await _fairlead.ShellAsync($"cd '{_folder.Home}'; \"$@\" secrets scan {named} --rules {_folder.Rules}");
            Assert.StartsWith("app/a.txt:1:1: ", ended.Output);
        }

        Assert.StartsWith("../app/a.txt:1:1: ", (await _fairlead.ShellAsync($"mkdir '{_folder.Home}/b'; cd '{_folder.Home}/b'; \"$@\" secrets scan ../app --rules {_folder.Rules}")).Output);
    }

    [Fact]
    public async Task A_reader_that_has_enough_ends_the_scan()
    {
        // The input has no end.
        var ended = await _fairlead.ShellAsync(
            $$"""yes '{"id":1,"text":"{{SecretFolder.Token()}}"}' | "$@" secrets scan - --format jsonl --json --rules {{_folder.Rules}} | head -n 1; exit ${PIPESTATUS[1]}""");
        Assert.StartsWith("{\"id\":1,\"rule\":\"acme-token\"", ended.Output);
        Assert.Equal((3, ""), (ended.ExitCode, ended.Error.Replace("yes: standard output: Broken pipe\n", "")));
    }

    [Fact]
    public async Task Neither_a_server_nor_a_data_directory_is_needed()
    {
        _fairlead.With("FAIRLEAD_URL", "http://127.0.0.1:1");
        (await _fairlead.RunAsync("secrets", "scan", _folder.Home)).Succeeded();
        Assert.Empty(Directory.GetFileSystemEntries(_fairlead.Home));
    }

    [Fact]
    public async Task On_a_terminal_there_is_colour_and_nothing_remains_of_the_progress()
    {
        var path = _folder.Write("a.txt", SecretFolder.Token());
        var ended = await _fairlead.ShellAsync(
            $"unset NO_COLOR; p=$(printf '%q ' \"$@\"); script -qec \"stty cols 100; $p secrets scan '{path}' --rules '{_folder.Rules}'\" /dev/null < /dev/null");
        Assert.Contains("\e[31mcritical\e[0m: Acme token acme…(45)", ended.Output);
        Assert.Contains("1 secret: 1 critical.", ended.Output);
    }
}
