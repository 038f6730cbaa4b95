"""What is done apart from any request: pictures, what is to be forgotten, counts."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from articles import renditions, reports
from articles.models.image import Image
from articles.models.tally import Tally

_RETRIES = RetryStrategy(max_attempts=4, exponential_wait=5)


@app.task(name="develop", queue="pictures", retry=_RETRIES)
def develop(image_key: int) -> None:
    """Make all sizes and shapes of a picture, if nobody has made them yet."""
    image = Image.objects.filter(pk=image_key).first()
    if image is not None:  # it may have been deleted while the job was waiting
        renditions.developed(image)


@app.periodic(cron="* * * * *")
@app.task(name="take_up_stalled", queueing_lock="take_up_stalled")
async def take_up_stalled(timestamp: int) -> None:
    """Give the jobs of a worker that was killed to another one."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)


@app.periodic(cron="20 * * * *")
@app.task(name="forget_senders", queueing_lock="forget_senders")
def forget_senders(timestamp: int) -> None:
    """Remove from readers' reports what is not to be kept any longer."""
    reports.forget()


@app.periodic(cron="*/10 * * * *")
@app.task(name="take_tally", queueing_lock="take_tally")
def take_tally(timestamp: int) -> None:
    """Count anew what the page of standards tells."""
    Tally.take()
