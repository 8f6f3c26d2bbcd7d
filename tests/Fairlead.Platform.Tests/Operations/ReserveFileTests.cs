using Fairlead.Platform.Operations;
using Fairlead.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fairlead.Platform.Tests.Operations;

/// <summary>The space that is set aside for a full disk: when it is given up, and that it comes back.</summary>
public sealed class ReserveFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fairlead-reserve-");
    private readonly TestClock _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DataDirectory Data => DataDirectory.Open(_folder.FullName);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_is_given_up_for_what_a_full_disk_stops_and_taken_again_without_a_restart()
    {
        using var reserve = new ReserveFile(Data, _clock, NullLogger<ReserveFile>.Instance);
        await reserve.StartAsync(Ct);
        await TakenAsync();

        var runs = 0;
        await reserve.SpendAsync(() => runs++ == 0 ? throw Failure(DatabaseFailure.StorageFull) : Task.CompletedTask);
        Assert.Equal(2, runs);
        Assert.False(File.Exists(Data.ReserveFile));

        _clock.Advance(TimeSpan.FromMinutes(1));
        await TakenAsync();
        await reserve.StopAsync(Ct);
    }

    [Theory]
    [InlineData(DatabaseFailure.StorageFull, 2)]
    [InlineData(DatabaseFailure.Unreachable, 1)]
    public async Task What_fails_all_the_same_is_told_and_not_tried_for_ever(DatabaseFailure failure, int runs)
    {
        await File.WriteAllBytesAsync(Data.ReserveFile, new byte[1], Ct);
        using var reserve = new ReserveFile(Data, _clock, NullLogger<ReserveFile>.Instance);
        var ran = 0;
        var thrown = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => reserve.SpendAsync(() =>
        {
            ran++;
            throw Failure(failure);
        }));
        Assert.Equal((failure, runs), (thrown.Failure, ran));
        Assert.Equal(failure != DatabaseFailure.StorageFull, File.Exists(Data.ReserveFile));
    }

    private static DatabaseUnavailableException Failure(DatabaseFailure failure) => new(failure, "x");

    private async Task TakenAsync()
    {
        while (!File.Exists(Data.ReserveFile) || new FileInfo(Data.ReserveFile).Length < ReserveFile.Bytes)
        {
            Ct.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
