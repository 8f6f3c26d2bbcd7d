namespace Fairlead.Platform.SecretScanning.Crawling;

/// <summary>So many bytes may be held at the same time, whoever holds them. Who waits longest is served first.</summary>
internal sealed class ByteBudget(long all)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(long Bytes, TaskCompletionSource Turn)> _waiting = [];
    private readonly long _all = all;
    private long _free = all;

    /// <param name="count">More than there are in all counts as all.</param>
    /// <returns>Gives them back when it is disposed of.</returns>
    public async Task<IDisposable> TakeAsync(long count, CancellationToken ct)
    {
        count = Math.Clamp(count, 0, _all);
        LinkedListNode<(long Bytes, TaskCompletionSource Turn)> place;
        lock (_gate)
        {
            if (_waiting.Count == 0 && count <= _free)
            {
                _free -= count;
                return new Held(this, count);
            }

            place = _waiting.AddLast((count, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        try
        {
            await place.Value.Turn.Task.WaitAsync(ct);
            return new Held(this, count);
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                if (place.List is not null)
                    _waiting.Remove(place);
                else
                    _free += count;
                Serve();
            }

            throw;
        }
    }

    private void GiveBack(long count)
    {
        lock (_gate)
        {
            _free += count;
            Serve();
        }
    }

    private void Serve()
    {
        while (_waiting.First is { } next && next.Value.Bytes <= _free)
        {
            _waiting.RemoveFirst();
            _free -= next.Value.Bytes;
            next.Value.Turn.SetResult();
        }
    }

    private sealed class Held(ByteBudget budget, long count) : IDisposable
    {
        private int _isGiven;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isGiven, 1) == 0)
                budget.GiveBack(count);
        }
    }
}
